"""体制と協議: what holds, what comes, and the records of the consultations that decided it."""
