"""Every model of this package, from its rooms: what is measured or agreed about figures. Figures are never stored."""

from madoguchi.metrics.availability.models import ProbeStretch

__all__ = ["ProbeStretch"]
