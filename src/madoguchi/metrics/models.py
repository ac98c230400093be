"""Every model of this package, from its rooms: what is measured or agreed about figures. Figures are never stored."""

from madoguchi.metrics.availability.models import ProbeStretch
from madoguchi.metrics.baseline.models import BaselineValue
from madoguchi.metrics.kpi.models import KpiRemark, KpiValue

__all__ = ["BaselineValue", "KpiRemark", "KpiValue", "ProbeStretch"]
