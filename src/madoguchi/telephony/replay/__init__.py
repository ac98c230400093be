"""An exchange that tells again what a real one has told: in order or out of order, doubled, with holes."""
