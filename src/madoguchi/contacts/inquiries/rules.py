"""How somebody who wrote by the form is answered, and how much one line may send. Pure: values in, answers out."""

from datetime import timedelta
from enum import StrEnum

from madoguchi.booking.online.rules import NEAR, Gate
from madoguchi.booking.to_telephone.rules import ENDS, RESULT_LABELS, CallResult


class Way(StrEnum):
    """By which way the answer is wanted, and by which it was given. Mail, fax and relay are for whoever does not hear
    or speak (LNG-06), and for everybody else who would rather not telephone."""

    MAIL = "mail"
    TELEPHONE = "telephone"
    RELAY = "relay"
    FAX = "fax"
    NONE = "none"


WAY_LABELS = {
    Way.MAIL: "メール",
    Way.TELEPHONE: "電話",
    Way.RELAY: "電話リレーサービス",
    Way.FAX: "ファクス",
    Way.NONE: "回答は不要",
}
# What must be known to answer by a way.
NEEDED = {Way.MAIL: "email", Way.TELEPHONE: "phone", Way.RELAY: "phone", Way.FAX: "fax"}
BY_VOICE = frozenset({Way.TELEPHONE, Way.RELAY})


class Outcome(StrEnum):
    """What became of one attempt to answer. Those of a call are the same as everywhere."""

    SENT = "sent"
    REACHED = CallResult.REACHED.value
    NO_ANSWER = CallResult.NO_ANSWER.value
    LEFT_MESSAGE = CallResult.LEFT_MESSAGE.value
    WRONG_NUMBER = CallResult.WRONG_NUMBER.value
    NOT_NEEDED = CallResult.NOT_NEEDED.value
    LOST = "lost"  # the mail did not arrive


OUTCOME_LABELS = {
    Outcome.SENT: "送った",
    Outcome.LOST: "届かなかった",
    **{Outcome(result.value): label for result, label in RESULT_LABELS.items()},
}
OF_A_CALL = tuple(Outcome(result.value) for result in CallResult)
FINAL = frozenset({Outcome.SENT, *(Outcome(result.value) for result in ENDS)})


def outcomes_of(way: Way) -> tuple[Outcome, ...]:
    return OF_A_CALL if way in BY_VOICE else (Outcome.SENT,)


def needs_words(way: Way, outcome: Outcome) -> bool:
    """What was answered is on record; a call that nobody took said nothing."""
    return way not in BY_VOICE or outcome is Outcome.REACHED


# Whose line sent what is known for so long.
SPAN = timedelta(hours=1)
# Nobody reads and fills in a form in less.
HASTE = timedelta(seconds=4)


def gate(*, sent: int, most: int, is_hurried: bool) -> Gate:
    """An office behind one line passes; a machine has to work; beyond the limit the telephone remains."""
    if sent >= most:
        return Gate.SHUT
    return Gate.WORK if is_hurried or (sent and (sent + 1) / most > NEAR) else Gate.OPEN
