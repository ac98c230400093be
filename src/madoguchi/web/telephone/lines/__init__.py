"""電話番号と回線: contract data, capacities, minutes, checklists."""
