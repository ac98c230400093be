"""What the call centre entered is handed to the city by the deadline that the city sets (001 §5(5))."""
