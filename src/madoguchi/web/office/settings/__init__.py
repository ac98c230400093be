"""The contract on the screen: city administrators and data staff see what is in force, and change it from a day on."""
