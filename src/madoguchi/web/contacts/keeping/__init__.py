"""How long records stay, what is exempt, what has been given to third parties."""
