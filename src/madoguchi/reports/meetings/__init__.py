"""定例会 (REP-25, REP-26): when the centre and the city meet, what lies on the table, what was said and handed in."""
