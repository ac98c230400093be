"""Every model of this package, from its rooms."""

from madoguchi.planning.forecast.models import KeptInterval
from madoguchi.planning.peaks.models import Peak

__all__ = ["KeptInterval", "Peak"]
