"""シフト: who is planned when, with breaks, absences, stand-by and substitutes (WFM-04, 08, 10, 11, 13, 16)."""
