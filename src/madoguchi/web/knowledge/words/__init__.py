"""The screens of synonyms: a word with its sayings, and all of them as a file."""
