"""対応画面: one place of work for a call, from its ring to its record (OPC-01)."""
