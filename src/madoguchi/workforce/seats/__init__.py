"""Seats added in a rush, from a moment to a moment (WFM-05); people placed in each hour (WFM-12)."""
