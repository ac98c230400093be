"""Reserved: forecast, seats needed, mail-outs."""
