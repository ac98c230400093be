"""席と受付状態: who sits where, by which telephone, and in which state (OPC-05)."""
