"""`madoguchi report KIND --period 2026-10 --format pdf`: a report as a file, as it was issued or as it stands now."""

import argparse
import sys
from pathlib import Path

from madoguchi.accounts.disclosure import record_export
from madoguchi.core.actors import SYSTEM
from madoguchi.reports.at_hand import content_of, months_written_as
from madoguchi.reports.content import Content
from madoguchi.reports.forms import kinds_on
from madoguchi.reports.publication import PUBLICATION, publication_of
from madoguchi.web.manager.reports.files.forms import FORMS, ReportFile, file_of

HELP = "Write a report as a file: the newest issue, else its draft, else counted now."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "kind", metavar="KIND", help=f"a code of reports.csv, or {PUBLICATION}; without a right one they are listed"
    )
    parser.add_argument(
        "--period", required=True, metavar="PERIOD", help="2026-10, 2026-10-05, 2026-W41, or 2026 from April"
    )
    parser.add_argument("--format", choices=[*FORMS], default="pdf")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to; without it to the standard output")


def run(options: argparse.Namespace) -> int:
    kinds = kinds_on()
    if options.kind != PUBLICATION and options.kind not in kinds:
        print(f"「{options.kind}」という報告はありません。次のものがあります。", file=sys.stderr)
        for code, kind in kinds.items():
            print(f"  {code}\t{kind.name}", file=sys.stderr)
        print(f"  {PUBLICATION}\t公表用の統計", file=sys.stderr)
        return 2
    try:
        content = _content(options.kind, options.period)
    except ValueError as error:
        print(f"--period: {error}", file=sys.stderr)
        return 2
    made = file_of(content, options.format)
    facts = {"report": options.kind, "period": options.period}
    record_export("reports", by=SYSTEM, rows=1, form=options.format, facts=facts)
    _give(made, options.out)
    return 0


def _content(kind: str, period: str) -> Content:
    return publication_of(months_written_as(period)) if kind == PUBLICATION else content_of(kind, period)


def _give(made: ReportFile, out: Path | None) -> None:
    if out is None and sys.stdout.isatty():
        out = Path(made.name)  # a terminal is no place for a PDF
    if out is None:
        sys.stdout.buffer.write(made.content)
        sys.stdout.buffer.flush()
        return
    out.write_bytes(made.content)
    print(out, file=sys.stderr)
