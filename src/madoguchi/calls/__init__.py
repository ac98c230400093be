"""通話: calls, queues, seats, recordings, and what the domain needs of any exchange."""
