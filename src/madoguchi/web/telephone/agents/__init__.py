"""電話の席: one's own place at the telephone; everybody's states for who supervises; seats and extensions."""
