"""From where staff may come: address allow-lists per role (SEC-04)."""
