"""Every model of this package, from its rooms."""

from madoguchi.workforce.regimes.models import Consultation
from madoguchi.workforce.register.models import Assignment, Career, Worker
from madoguchi.workforce.seats.models import AddedSeats, PlacedHour
from madoguchi.workforce.shifts.models import Absence, Break, Shift

__all__ = [
    "Absence",
    "AddedSeats",
    "Assignment",
    "Break",
    "Career",
    "Consultation",
    "PlacedHour",
    "Shift",
    "Worker",
]
