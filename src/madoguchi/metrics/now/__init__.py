"""What is happening at this moment: one snapshot, read anew whenever somebody looks."""
