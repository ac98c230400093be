"""体制と協議: what was agreed with the city about how many people there are, from which day on (WFM-05, 06, 09)."""
