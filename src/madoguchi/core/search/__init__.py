"""Search: understands Japanese words, in the same SQL on both databases.

- a package registers its kind of document once (`kinds.py`),
- writes it in the transaction of the change (`actions.py`: `index`, `forget`),
- and asks: `ranked` for the best answers and `suggestions` while somebody types (`queries.py`), `narrowed` for a list
  (`narrowing.py`); `marking.py` marks what was found.

`analysis.py` makes words of text, `synonyms.py` knows which phrases mean the same, `rules.py` weighs. ADR 0015 says why.
"""
