"""Who works when: seats added in a rush, and how many people were placed in each hour. Shifts come later."""
