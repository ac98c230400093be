"""Who found no place: counted by day, procedure and channel, so that the city sees where places are missing."""
