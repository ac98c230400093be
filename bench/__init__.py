"""Measurements. Each module is one `bin/bench NAME`; what begins with _ helps them."""
