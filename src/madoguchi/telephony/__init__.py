"""The bridge to the telephone exchange: adapter to calls/ports.py."""
