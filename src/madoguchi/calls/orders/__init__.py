"""What we ask of the exchange: rows that the switchboard carries out, so that none is lost and each is on record."""
