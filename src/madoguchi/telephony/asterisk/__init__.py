"""Asterisk: its configuration, its files as facts, its manager interface."""
