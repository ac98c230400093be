"""通話: lines, agents, the ledger of calls, recordings, announcements, and what we need of any exchange (`ports.py`)."""
