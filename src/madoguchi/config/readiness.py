"""Can this installation serve people now? Each check looks at one thing and answers in plain words.

A reason keeps people out (503). A warning does not: the page still works, but somebody must look.
"""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from madoguchi.calls.orders.queries import Standing
from madoguchi.calls.orders.queries import standing as telephone_standing
from madoguchi.calls.recordings.queries import troubles
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.tasks.queries import a_worker_runs, failed_tasks
from madoguchi.municipality.queries import has_contract

DATABASE_ANSWERS_WITHIN_SECONDS = 2
LEAST_FREE_BYTES = 200_000_000
LITTLE_FREE_BYTES = 2_000_000_000
CLOCKS_MAY_DIFFER = timedelta(minutes=1)


@dataclass(frozen=True)
class Finding:
    about: str
    message: str
    is_warning: bool = False


@dataclass(frozen=True)
class Readiness:
    findings: tuple[Finding, ...]

    @property
    def reasons(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if not finding.is_warning)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.is_warning)

    @property
    def is_ready(self) -> bool:
        return not self.reasons

    def as_json(self) -> dict[str, Any]:
        def plain(findings: tuple[Finding, ...]) -> list[dict[str, str]]:
            return [{"about": finding.about, "message": finding.message} for finding in findings]

        return {"ready": self.is_ready, "reasons": plain(self.reasons), "warnings": plain(self.warnings)}

    def as_text(self) -> str:
        lines = ["準備ができています。" if self.is_ready else "まだ利用できません。"]
        lines += [f"・{finding.message}" for finding in self.reasons]
        lines += [f"・注意: {finding.message}" for finding in self.warnings]
        return "\n".join(lines) + "\n"


def readiness() -> Readiness:
    return Readiness((*_of_the_machine(), *_of_the_database()))


def _of_the_machine() -> Iterator[Finding]:
    for check in (disk_space, data_folder, front_end):
        yield from check()


def _of_the_database() -> Iterator[Finding]:
    """In this order, and no further than the first that fails: the later ones ask the database."""
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        database,
        migrations,
        preset,
        clock_and_history,
        worker,
        telephone,
        recordings,
    )
    for check in checks:
        try:
            findings = list(check())
        except DatabaseError as error:
            findings = [Finding("database", f"データベースの読み取りに失敗しました（{_plain(error)}）。")]
        yield from findings
        if any(not finding.is_warning for finding in findings):
            return


def disk_space() -> Iterator[Finding]:
    free = shutil.disk_usage(_existing(settings.VAR)).free
    if free < LEAST_FREE_BYTES:
        yield Finding("disk", f"ディスクの空きが足りません（残り {free // 1_000_000} MB）。")
    elif free < LITTLE_FREE_BYTES:
        yield Finding(
            "disk", f"ディスクの空きが少なくなっています（残り {free // 1_000_000} MB）。", is_warning=True
        )


def data_folder() -> Iterator[Finding]:
    try:
        with tempfile.TemporaryFile(dir=settings.VAR) as file:
            file.write(b"madoguchi")
            file.flush()
    except OSError as error:
        yield Finding("data_folder", f"データの置き場所（MADOGUCHI_VAR）に書き込めません（{error.strerror}）。")


def front_end() -> Iterator[Finding]:
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        yield Finding("front_end", "画面の部品がまだ用意されていません（collectstatic を実行してください）。")
    elif '"build/' not in manifest.read_text():
        yield Finding("front_end", "画面の部品が作られていません（tools/build_frontend.py を実行してください）。")


def database() -> Iterator[Finding]:
    try:
        if connection.vendor == "postgresql":
            _knock_at_postgres()
        connection.ensure_connection()
    except (OperationalError, psycopg.OperationalError) as error:
        yield Finding("database", f"データベースに接続できません（{_plain(error)}）。")
    except ImproperlyConfigured as error:
        yield Finding("database", f"データベースの設定に誤りがあります（{_plain(error)}）。")


def migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield Finding(
            "migrations",
            f"データベースの更新が {len(plan)} 件残っています（manage.py migrate を実行してください）。",
        )


def preset() -> Iterator[Finding]:
    if not has_contract():
        yield Finding(
            "preset", "契約内容（プリセット）が適用されていません（madoguchi preset apply を実行してください）。"
        )


def clock_and_history() -> Iterator[Finding]:
    newest = Event.objects.order_by("-at").values_list("at", flat=True).first()
    if newest is not None and newest > clock.now() + CLOCKS_MAY_DIFFER:
        yield Finding(
            "clock",
            f"時計が合っていません。最新の履歴（{clock.in_tokyo(newest):%Y-%m-%d %H:%M}）が現在時刻より先です。",
        )


def worker() -> Iterator[Finding]:
    """Warnings: citizens can still book; what follows a booking waits until the worker is back."""
    if not a_worker_runs(now=clock.now()):
        yield Finding(
            "worker", "裏方の処理が動いていません（madoguchi worker を起動してください）。", is_warning=True
        )
    if failed := failed_tasks().count():
        yield Finding("tasks", f"失敗したままの裏方の処理が {failed} 件あります。", is_warning=True)


def recordings() -> Iterator[Finding]:
    """Warnings: calls go on, and what the exchange has written waits."""
    for trouble in troubles():
        yield Finding("recordings", trouble, is_warning=True)


def telephone() -> Iterator[Finding]:
    """Warnings: calls go on without us; states, outgoing calls and the books wait until it is back."""
    text = {
        Standing.SWITCHBOARD_DOWN: "電話のつなぎ役が動いていません（madoguchi switchboard を起動してください）。",
        Standing.EXCHANGE_DOWN: "電話交換機につながりません（交換機が動いているか、確かめてください）。",
    }.get(telephone_standing())
    if text:
        yield Finding("telephone", text, is_warning=True)


def _knock_at_postgres() -> None:
    """On a connection of its own, which does not wait long for a server that is not there."""
    parameters = {name: value for name, value in connection.get_connection_params().items() if name in KNOCK_WITH}
    psycopg.connect(**parameters, connect_timeout=DATABASE_ANSWERS_WITHIN_SECONDS).close()


KNOCK_WITH = {"host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "service"}


def _plain(error: Exception) -> str:
    """The cause in a few words, without names of machines and users: anybody may ask /readyz."""
    first_line = str(error).strip().partition("\n")[0]
    cause = first_line.rpartition("failed: ")[2]
    return re.sub(r'"[^"]*"|\b\d+(\.\d+){3}\b', "…", cause)[:120] or type(error).__name__


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)
