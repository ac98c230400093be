"""通話台帳: every call, made out of what the exchange wrote down. Nothing else writes calls."""
