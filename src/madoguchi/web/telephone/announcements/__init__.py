"""音声案内: what callers hear, by situation; written, heard, approved, dated."""
