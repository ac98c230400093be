"""増席と配置: seats added in a rush, people placed by hour."""
