"""交換機: does it run, does it have the configuration that the settings call for."""
