"""Where the 業務責任者 plans and reports."""
