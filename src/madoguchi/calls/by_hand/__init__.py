"""手での記録: a call of which no exchange tells, written down by who took or made it (INT-02, OPC-08)."""
