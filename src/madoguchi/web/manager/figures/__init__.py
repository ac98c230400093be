"""実績: what the figures say, for the contractor and the city."""
