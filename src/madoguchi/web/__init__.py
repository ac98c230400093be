"""The screens: one package per place where people work.

Screens never import each other; what they share is in frame and live.
"""
