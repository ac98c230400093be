"""応対の評価: sheets by which people rate sampled calls, two of them blindly where it was agreed, and what follows.

- `rules.py` decides (drawing, totals, agreement, trend), `sheet.py` is the sheet as data (evaluation_items.csv),
- `actions.py` draws, picks, rates; `coaching.py` is what is said to the operator and answered,
- `queries.py` says who sees what, `figures.py` adds up, `keeping.py` ends the words with the recordings.
- `proposals/` is 改善提案: what is put before the city, and what came of it.
"""
