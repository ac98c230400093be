"""Reserved: 通話, that is calls, queues, seats, recordings, and what the domain needs of any exchange."""
