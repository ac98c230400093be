"""要員計画: forecast and seats, what brings more calls, what if, and what came."""
