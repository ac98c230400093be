"""The city confirms what the installation began with."""
