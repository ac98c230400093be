"""What if more calls came, or took longer: seats and what becomes of a month with them."""
