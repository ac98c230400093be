"""要電話: who has to be telephoned about a booking, why, and how each attempt went."""
