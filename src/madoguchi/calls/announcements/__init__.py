"""音声案内: what callers hear, as text by language and version, spoken or recorded, approved, from a day on."""
