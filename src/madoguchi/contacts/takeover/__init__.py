"""前のシステムの応対履歴: the records of a former system, read from a CSV of up to a million lines and made part of the history.

Staged in small transactions by the worker, made visible by one row (the batch's state), undone as a whole."""
