"""Inquiries that came by the form, as those who answer them see them."""
