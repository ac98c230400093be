"""KPI: what a figure should reach, from which month on, who looks after it, and whether it does (QUA-04)."""
