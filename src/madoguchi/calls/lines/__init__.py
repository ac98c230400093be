"""番号と回線: the numbers that citizens dial, who pays them, from when to when."""
