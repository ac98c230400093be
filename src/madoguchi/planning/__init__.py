"""Forecast, seats needed, mail-outs."""
