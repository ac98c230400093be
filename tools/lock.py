"""`bin/lock`: compile the locks. Run it after changing requirements/*.in or package.json, and commit the result.

What is locked is every file's hash; where a file comes from is the machine's own business (pip.conf, .npmrc in the
home folder), so no registry is named in this repository and a mirror inside a closed network works unchanged.
"""

import argparse
import subprocess
import sys
import tempfile

from tools.ground import CannotStart, lay_ground, run, say, script

LOCKS = ("base", "dev")  # dev is compiled against base, so their versions agree


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="bin/lock", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--upgrade", action="store_true", help="take newer versions where requirements/*.in allow")
    options = parser.parse_args(arguments)
    try:
        lock_python(upgrade=options.upgrade)
        lay_ground()
        lock_node()
    except CannotStart as reason:
        print(f"\nbin/lock stopped.\n{reason}", file=sys.stderr)
        return 2
    say("Locked. Look at the difference (git diff), run bin/test, commit.")
    return 0


def lock_python(*, upgrade: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="madoguchi-lock-") as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        run([f"{folder}/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"])
        for name in LOCKS:
            say(f"・requirements/{name}.txt")
            run(
                [
                    f"{folder}/bin/uv", "pip", "compile", f"requirements/{name}.in",
                    "--output-file", f"requirements/{name}.txt", "--universal", "--python-version", "3.11",
                    "--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", "--quiet",
                    *(["--upgrade"] if upgrade else []),
                ]
            )  # fmt: skip


def lock_node() -> None:
    say("・package-lock.json")
    run(
        [
            script("npm"),
            "install",
            "--package-lock-only",
            "--no-audit",
            "--no-fund",
            "--omit-lockfile-registry-resolved",
        ]
    )
