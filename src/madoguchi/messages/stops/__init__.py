"""計画停止: a stop for maintenance, told to the city and announced on the site before it begins (001 §7(2), §7(5))."""
