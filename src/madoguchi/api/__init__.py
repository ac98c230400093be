"""The face to other machines, /api/v1. Adapters only: it reads queries and calls actions."""
