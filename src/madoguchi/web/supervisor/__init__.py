"""The supervisor's place: the floor, added seats, alerts."""
