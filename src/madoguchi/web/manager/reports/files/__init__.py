"""A report as a file: everything is made from its content alone, so that a version gives the same file for ever."""
