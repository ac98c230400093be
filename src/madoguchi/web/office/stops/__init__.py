"""計画停止: planned, shown to the city, ended early or called off."""
