"""Japanese text as people write it: widths, kana, telephone numbers, and the numbers that must never be kept."""
