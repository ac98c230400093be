"""Tags by rules (AIA-05): a record is given the tags whose words it says. Whoever writes it sees them before, and what
somebody takes away is not put back."""
