"""The face for other systems: /api/v1, for machines with a token. It decides nothing that booking does not decide."""
