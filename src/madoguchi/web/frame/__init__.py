"""What all screens share: layouts, components, forms, tables, error pages, and which rights a view asks for."""
