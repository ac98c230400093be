"""How the FAQ is used: the ranking, what was searched, the report of each month."""
