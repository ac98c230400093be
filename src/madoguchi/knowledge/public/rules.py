"""When somebody has solved a matter alone, and what share that is. Pure: values in, answers out."""

from enum import StrEnum


class Reason(StrEnum):
    """Why an answer did not help: chosen, not written, so that nobody leaves personal data there."""

    UNCLEAR = "unclear"
    NOT_MY_CASE = "not_my_case"
    NOT_FOUND = "not_found"
    OTHER = "other"


REASON_LABELS = {
    Reason.UNCLEAR: "説明がわかりにくい",
    Reason.NOT_MY_CASE: "自分の場合とちがう",
    Reason.NOT_FOUND: "知りたいことが書かれていない",
    Reason.OTHER: "そのほか",
}


class Step(StrEnum):
    """Where somebody went on to from the FAQ."""

    TELEPHONE = "telephone"
    BOOKING = "booking"
    FORM = "form"


# What is counted of an article on a day, beside the reasons.
OPENED, HELPED, UNHELPED = "opened", "helped", "unhelped"
# More than a library or an office behind one line; who sends more is not counted, and told nothing of it.
MOST_VISITS_OF_A_LINE = 200


def is_solved(*, helped: bool, to_telephone: bool, to_form: bool) -> bool:
    """004 §2①: the answer helped, and nobody had to be asked after it. A booking may be what the answer leads to."""
    return helped and not (to_telephone or to_form)


def has_told(*, helped: bool, unhelped: bool, to_telephone: bool, to_form: bool) -> bool:
    """Of a visit that told us nothing we do not know how it ended: it stands in no rate."""
    return helped or unhelped or to_telephone or to_form


def percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
