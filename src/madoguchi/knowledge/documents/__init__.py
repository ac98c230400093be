"""Scripts, manuals and check sheets by version and approval, with files of a former contractor."""
