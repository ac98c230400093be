"""Records given to a third party (HIS-12): only with the client's approval, within what it covers, and on record."""
