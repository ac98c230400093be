"""How long records stay (HIS-09): those with personal data lose it after a term of their own, all of them end after
another; what is held or still open stays."""
