"""Knows everything: settings, urls, what happens after what (reactions.py), when (clockwork.py), the preset registry, the command line."""
