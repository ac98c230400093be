"""Reserved: rules that call a person's attention to figures."""
