"""対応報告書: what happened in one contact and what was done about it, as a paper for the city (REP-30)."""
