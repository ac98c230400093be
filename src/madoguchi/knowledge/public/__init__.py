"""The FAQ that citizens read by themselves (FAQ-13), and how often it spared them a call. What is kept are counts: a
browser is known again for one day by a digest, and forgotten in the night."""
