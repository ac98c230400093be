"""従事者名簿: who works for the centre in which post, with which experience, held against the contract (WFM-14, 15, 18–20)."""
