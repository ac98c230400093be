"""What an approval covers. Pure: values in, an answer out."""

from datetime import date


def is_in_force(*, approved_on: date, until: date, is_withdrawn: bool, today: date) -> bool:
    return not is_withdrawn and approved_on <= today <= until
