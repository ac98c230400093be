"""改善提案: written, put before the city, answered, followed up, measured."""
