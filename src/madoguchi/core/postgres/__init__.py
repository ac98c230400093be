"""Django's PostgreSQL, which asks a connection that was kept whether it still lives without a question to the server."""
