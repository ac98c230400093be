"""引継ぎの画面: the centre and the city work on the same page."""
