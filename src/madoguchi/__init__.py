"""Madoguchi (窓口): the system behind the My Number Card counter."""
