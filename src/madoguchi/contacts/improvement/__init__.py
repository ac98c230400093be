"""Needs (FAQ-10): what the FAQ lacks, found in the records, the searches and what citizens say of the answers; each with
somebody who sees to it and an outcome. And a FAQ proposed from a record (FAQ-07)."""
