"""What everything stands on: clock, history, tasks, text, My Number guard, refusals."""
