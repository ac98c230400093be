"""Tomorrow's list on paper, for the day on which the power or the system fails."""
