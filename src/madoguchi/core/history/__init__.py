"""履歴, the spine: everything that happens is one row, written in the same transaction as the change.

- `record.py` writes (`record`), `registry.py` says what kinds of objects there are and who may see them,
- `queries.py` reads, `seal.py` chains, `proof.py` proves, `erasure.py` erases personal values without a crack.
"""
