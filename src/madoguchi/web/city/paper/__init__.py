"""The list on paper: made every evening, fetched before it is needed, entered again afterwards."""
