"""What was erased from SQLite lies in none of its files for long."""

import sqlite3
from pathlib import Path

from madoguchi.config.settings import database


def test_what_was_erased_does_not_stay_behind_in_the_write_ahead_log(tmp_path: Path) -> None:
    file = tmp_path / "data.sqlite3"
    connection = sqlite3.connect(file, isolation_level=None)
    connection.executescript(database(f"sqlite:///{file}")["OPTIONS"]["init_command"])
    connection.executescript("CREATE TABLE drafts (typed); CREATE TABLE others (text);")
    connection.execute("INSERT INTO others VALUES (?)", ["before" * 5000])
    connection.execute("INSERT INTO drafts VALUES ('typed and never sent')")
    connection.execute("UPDATE drafts SET typed = ''")
    # As SQLite does by itself when the log has grown long: the next write begins it again at the front.
    connection.execute("PRAGMA wal_checkpoint").fetchall()
    connection.execute("INSERT INTO others VALUES ('after')")
    log = Path(f"{file}-wal").read_bytes()
    connection.close()
    assert log
    assert b"typed and never sent" not in log
