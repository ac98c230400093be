"""Every model of this package, from its rooms."""

from madoguchi.workforce.seats.models import AddedSeats, PlacedHour

__all__ = ["AddedSeats", "PlacedHour"]
