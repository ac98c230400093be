"""改善提案 (QUA-06): what the centre proposes to do better, put before the city, followed up until its effect shows."""
