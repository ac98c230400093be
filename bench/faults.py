"""bin/bench faults: in each round one part of a call centre is killed in mid-call at a random moment."""

import argparse
import time

from bench._ground import machine, prepare, publish

prepare()

from tests.services.faults import Part, new_stage  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="postgres")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    with new_stage(options.db) as stage:
        rounds = [stage.play(options.seed + number) for number in range(options.rounds)]
    result = dict(
        name="faults",
        db=options.db,
        n=len(rounds),
        errors=sum(not one.is_clean for one in rounds),
        calls=sum(one.calls for one in rounds),
        answered=sum(one.answered for one in rounds),
        ledger_difference=sum(len(one.missing) + len(one.unknown) + len(one.unended) for one in rounds),
        unanswered=sum(len(one.unanswered) for one in rounds),
        killed={part.value: sum(one.killed is part for one in rounds) for part in Part},
        not_clean=[one.seed for one in rounds if not one.is_clean],
        seconds=round(time.monotonic() - began),
        **machine(),
    )
    publish(result)


if __name__ == "__main__":
    main()
