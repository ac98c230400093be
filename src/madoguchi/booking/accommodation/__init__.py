"""合理的配慮: the help at the counter that was asked for and that was given. What is done, never why."""
