"""Who works when: shifts with breaks and absences, seats added in a rush, how many people were placed in each hour."""
