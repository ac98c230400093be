"""緊急案内・受付停止: switched at once."""
