"""Searching the FAQ, and what was searched for."""
