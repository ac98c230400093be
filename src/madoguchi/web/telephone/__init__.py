"""電話: calls, recordings, announcements, lines, agents and the exchange, for those who are responsible for them."""
