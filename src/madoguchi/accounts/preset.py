"""The part of a preset that accounts reads: [sign_in], [access] and allow_list.csv."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field, field_validator

from madoguchi.accounts.allow_lists.actions import AllowedLine, set_allow_list
from madoguchi.accounts.allow_lists.queries import allow_list_of
from madoguchi.accounts.allow_lists.rules import NetworkRefused, network_of
from madoguchi.accounts.rights import Role
from madoguchi.accounts.sign_in.actions import change_policy
from madoguchi.accounts.sign_in.queries import sign_in_policy
from madoguchi.accounts.sign_in.rules import BOUNDS, POLICY_LABELS, Policy
from madoguchi.core.actors import Actor
from madoguchi.core.preset import Part, PartValues, PresetProblem, ReadBy, Row, Section

SECOND_FACTOR = ReadBy("madoguchi.web.account.middleware:_still_to_do")
PASSWORD = ReadBy("madoguchi.accounts.sign_in.rules:password_problems")
LOCK_OUT = ReadBy("madoguchi.accounts.sign_in.actions:begin_attempt")
SESSION = ReadBy("madoguchi.accounts.sign_in.rules:is_session_over")
NETWORKS = ReadBy("madoguchi.accounts.allow_lists.queries:allowed_networks")


def _bounds(field: str) -> Any:
    least, most = BOUNDS[field]
    return Field(ge=least, le=most, title=POLICY_LABELS[field])


class SignIn(Section):
    mfa_required: Annotated[
        bool, SECOND_FACTOR, Field(title=POLICY_LABELS["mfa_required"])
    ]  # reading A-33: compulsory for staff by default
    password_min_length: Annotated[int, PASSWORD, _bounds("password_min_length")]
    lock_out_failures: Annotated[int, LOCK_OUT, _bounds("lock_out_failures")]
    lock_out_minutes: Annotated[int, LOCK_OUT, _bounds("lock_out_minutes")]
    idle_minutes: Annotated[int, SESSION, _bounds("idle_minutes")]
    session_hours: Annotated[int, SESSION, _bounds("session_hours")]


class AllowListLine(Row):
    role: Annotated[Role, NETWORKS]
    cidr: Annotated[str, NETWORKS]
    note: Annotated[str, ReadBy("madoguchi.accounts.allow_lists.actions:set_allow_list"), Field(max_length=120)] = (
        ""
    )

    @field_validator("cidr")
    @classmethod
    def _a_network(cls, text: str) -> str:
        try:
            return str(network_of(text))
        except NetworkRefused as refusal:
            raise ValueError(refusal.message) from refusal


def _allow_list(values: PartValues) -> list[AllowListLine]:
    return [row for row in values.tables.get("allow_list.csv", ()) if isinstance(row, AllowListLine)]


def _apply(values: PartValues, by: Actor) -> None:
    sign_in = values.sections["sign_in"]
    change_policy(Policy(**sign_in.model_dump()), by=by)
    lines: dict[Role, list[AllowedLine]] = {role: [] for role in Role}
    for row in _allow_list(values):
        lines[row.role].append(AllowedLine(row.cidr, row.note))
    for role, of_role in lines.items():
        set_allow_list(role, of_role, by=by)


def _export() -> PartValues:
    return PartValues(
        sections={"sign_in": SignIn(**vars(sign_in_policy()))},
        tables={
            "allow_list.csv": tuple(
                AllowListLine(role=role, cidr=line.cidr, note=line.note)
                for role in Role
                for line in allow_list_of(role)
            )
        },
    )


def _problems(values: PartValues) -> Iterable[PresetProblem]:
    seen = set()
    for row in _allow_list(values):
        if (row.role, row.cidr) in seen:
            yield PresetProblem("allow_list.csv", f"{row.role.value} {row.cidr}", "同じ行が二度あります。")
        seen.add((row.role, row.cidr))


PART = Part(
    name="accounts",
    apply=_apply,
    export=_export,
    sections={"sign_in": SignIn},
    tables={"allow_list.csv": AllowListLine},
    problems=_problems,
)
