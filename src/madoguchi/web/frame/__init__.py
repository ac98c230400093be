"""What all screens share: layouts, components, error pages, the door (middleware)."""
