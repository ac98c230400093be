"""Every model of this package, from its rooms."""

from madoguchi.workforce.regimes.models import Consultation
from madoguchi.workforce.seats.models import AddedSeats, PlacedHour
from madoguchi.workforce.shifts.models import Absence, Break, Shift

__all__ = ["Absence", "AddedSeats", "Break", "Consultation", "PlacedHour", "Shift"]
