"""A whole copy of the database in one file, with what is needed to prove it when it comes back.

The file is a tar of `data`, where it was asked for the sealed files of the recordings, and `manifest.json` (when, which
kind of database, checksum, head of the history's chain, how many recordings). The keys are not in it: they are kept apart from the data that they protect (docs/deployment.md).
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from madoguchi.config.backup_recordings import add_recordings, put_back, unpacked_recordings, unproven_recordings
from madoguchi.config.history import INSTALLATION
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.proof import differences_in_history
from madoguchi.core.history.record import record
from madoguchi.core.history.seal import head
from madoguchi.core.refusals import Refusal

KIND = "madoguchi-backup-1"


class BackupRefused(Refusal):
    pass


@dataclass(frozen=True)
class Manifest:
    kind: str
    made_at: str
    vendor: str
    sha256: str
    head_number: int
    head_digest: str
    recordings: int = 0


def make_backup(file: Path, *, with_recordings: bool = False) -> Manifest:
    """Write the file whole or not at all; only its owner may read it."""
    if file.exists():
        raise BackupRefused(f"{file} はすでにあります。上書きはしません。")
    manifest = _write_backup(file, with_recordings=with_recordings)
    with transaction.atomic():
        record("backup.made", by=SYSTEM, about=INSTALLATION, facts={"sha256": manifest.sha256})
    return manifest


def restore_backup(file: Path, *, replace: bool) -> Manifest:
    """Put a backup in the place of what is there. When it does not prove itself, everything is as before."""
    Path(settings.VAR).mkdir(
        parents=True, exist_ok=True
    )  # a machine that is to become the new one has no folder yet
    with tempfile.TemporaryDirectory(dir=settings.VAR, prefix="restore-") as folder:
        manifest, data = _unpack(file, Path(folder))
        if _has_data() and not replace:
            raise BackupRefused(
                "データベースにはすでにデータがあります。置き換えるときは --replace を付けてください"
                "（今のデータの控えを作ってから置き換えます）。"
            )
        before = _kept_before_restore() if _has_data() else None
        previous = Path(folder) / "previous"
        _dump(previous)
        with unpacked_recordings(file) as recordings:
            try:
                _load(data)
                _refuse_unproven(manifest)
                _refuse_other_sound(recordings, manifest)
            except BaseException:
                _load(previous)
                if before is not None:
                    before.unlink()
                raise
            put_back(recordings)
    with transaction.atomic():
        facts = {"sha256": manifest.sha256, "made_at": manifest.made_at}
        record("backup.restored", by=SYSTEM, about=INSTALLATION, facts=facts)
    return manifest


def _write_backup(file: Path, *, with_recordings: bool = False) -> Manifest:
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as name:
        folder = Path(name)
        seal = head()  # before the copy: a seal made meanwhile may be missing in it
        _dump(folder / "data")
        whole = folder / "whole"
        whole.touch(mode=0o600)
        manifest = Manifest(
            kind=KIND,
            made_at=clock.now().isoformat(timespec="seconds"),
            vendor=connection.vendor,
            sha256=_sha256(folder / "data"),
            head_number=seal.number if seal else 0,
            head_digest=seal.digest if seal else "",
        )
        with tarfile.open(whole, "w") as tar:
            tar.add(folder / "data", arcname="data")
            if with_recordings:
                manifest = replace(manifest, recordings=add_recordings(tar))
            # Last: a file that ends before it is no backup.
            (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1))
            tar.add(folder / "manifest.json", arcname="manifest.json")
        whole.rename(file)
    return manifest


def _unpack(file: Path, folder: Path) -> tuple[Manifest, Path]:
    try:
        with tarfile.open(file) as tar:
            for part in ("manifest.json", "data"):
                tar.extract(part, folder, filter="data")
        manifest = Manifest(**json.loads((folder / "manifest.json").read_text()))
    except FileNotFoundError as error:
        raise BackupRefused(f"{file} がありません。") from error
    except (tarfile.TarError, KeyError, TypeError, ValueError) as error:
        raise BackupRefused(f"{file} は Madoguchi の控えではありません。") from error
    if manifest.kind != KIND:
        raise BackupRefused(f"この控えの形式（{manifest.kind}）は読めません。")
    if manifest.vendor != connection.vendor:
        raise BackupRefused(
            f"控えは {manifest.vendor} のもので、今のデータベースは {connection.vendor} です。同じ種類に戻してください。"
        )
    if _sha256(folder / "data") != manifest.sha256:
        raise BackupRefused("控えの中身が作成時と違います（チェックサムが一致しません）。")
    return manifest, folder / "data"


def _refuse_unproven(manifest: Manifest) -> None:
    loader = MigrationLoader(connection)
    unknown = set(loader.applied_migrations) - set(loader.disk_migrations or {})
    if unknown:
        raise BackupRefused(
            "控えは、より新しい版の Madoguchi で作られています。先に Madoguchi を更新してください。"
        )
    heads = {manifest.head_number: manifest.head_digest} if manifest.head_number else {}
    differences = [str(difference) for difference in differences_in_history(kept_heads=heads)]
    if differences:
        shown = "\n".join(differences[:10])
        raise BackupRefused(
            f"控えの履歴が証明できないため、元に戻しました（{len(differences)} 件の相違。鍵は同じですか）。\n{shown}"
        )


def _refuse_other_sound(recordings: list[Path], manifest: Manifest) -> None:
    unproven = list(unproven_recordings(recordings))
    if unproven or len(recordings) != manifest.recordings:
        raise BackupRefused(
            f"控えの録音が、作成時と違うため、元に戻しました（{len(recordings)} / {manifest.recordings} 件、"
            f"内容の違い {len(unproven)} 件）。" + "".join(f"\n{one}" for one in unproven[:10])
        )


def _has_data() -> bool:
    with connection.cursor() as cursor:
        if "core_event" not in connection.introspection.table_names(cursor):
            return False
        cursor.execute("SELECT EXISTS (SELECT 1 FROM core_event) OR EXISTS (SELECT 1 FROM accounts_staff)")
        return bool(cursor.fetchone()[0])


def _kept_before_restore() -> Path:
    file = Path(settings.VAR) / f"before-restore-{clock.now():%Y%m%d-%H%M%S}.madoguchi"
    _write_backup(file)
    return file


# The two databases


def _dump(to: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(to)) as copy:
            connection.connection.backup(copy)
    else:
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={to}")


def _load(data: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        # Page by page into the open database, under its lock: whoever else has it open sees the old or the new.
        with closing(sqlite3.connect(data)) as copy:
            copy.backup(connection.connection)
    else:
        connection.close()
        _postgres(
            "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error",
            f"--dbname={connection.settings_dict['NAME']}", str(data),
        )  # fmt: skip


def _postgres(program: str, *arguments: str) -> None:
    to = connection.settings_dict
    where = {"PGHOST": to["HOST"], "PGPORT": to["PORT"], "PGUSER": to["USER"], "PGPASSWORD": to["PASSWORD"]}
    environment = {**os.environ, **{name: str(value) for name, value in where.items() if value}}
    if program == "pg_dump":
        environment["PGDATABASE"] = str(to["NAME"])
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, no shell
        [_program(program), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupRefused(f"{program} が失敗しました: {done.stderr.strip()}")


def _program(name: str) -> str:
    """The newest that the machine has: an older pg_dump refuses a newer server."""
    versions = sorted(_installed_versions(), reverse=True)
    found = next((str(path) for _, folder in versions if (path := folder / name).exists()), None) or shutil.which(
        name
    )
    if found is None:
        raise BackupRefused(f"{name} がありません（Debian/Ubuntu では postgresql-client を入れてください）。")
    return found


def _installed_versions() -> Iterator[tuple[int, Path]]:
    for folder in Path("/usr/lib/postgresql").glob("*/bin"):
        if folder.parent.name.isdigit():
            yield int(folder.parent.name), folder


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
