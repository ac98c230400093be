"""入出力 (FAQ-02, FAQ-14): all FAQs as a table, out and in again without loss.

- `columns.py` says which columns there are, `lines.py` makes a line of an article and an article of a line (pure),
- `formats.py` writes and reads CSV (UTF-8, Shift_JIS) and XLSX,
- `rules.py` compares a file with what stands, line by line (pure); `queries.py` gathers what stands,
- `actions.py` stages a file and takes it in whole or not at all.
"""
