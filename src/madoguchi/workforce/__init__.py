"""Reserved: 席 and shifts, who works when."""
