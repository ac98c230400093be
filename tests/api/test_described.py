"""The description of the API is true: schemathesis sends what it allows, and what it forbids, to every operation."""

import json
from datetime import time
from typing import Any

import pytest
import schemathesis
from django.test import Client
from django.test.client import ClientHandler
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from madoguchi.api import pace
from madoguchi.api.openapi import openapi
from madoguchi.api.words import listed_kinds
from madoguchi.municipality.models import Site
from tests.api.conftest import READ, Machine
from tests.worlds import TOMORROW, slot_at

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
    checks.unsupported_method,
    checks.ignored_auth,
]

OPERATIONS = [(path, method.upper()) for path, methods in openapi()["paths"].items() for method in methods]


@pytest.fixture
def machine(site: Site, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr(pace, "REQUESTS", 10**9)
    return Machine(*READ)


@pytest.fixture
def description(machine: Machine, site: Site) -> Any:
    """What is served, with times, procedures and numbers that there are: or every good request would find nothing."""
    slot = slot_at(site, TOMORROW, time(9))
    number = machine.booked(slot.pk)["number"]
    served = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", _from_here)
    known = schemathesis.openapi.from_dict(_naming(json.loads(json.dumps(served.raw_schema)), slot.pk, number))
    known.app = served.app
    return known


def _from_here(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """As Django's client does it: the test's own transaction outlives the request."""
    answer: Any = ClientHandler()({"REMOTE_ADDR": "127.0.0.1", **environ})
    start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
    return [answer.content]


def _naming(whole: Any, slot_id: int, number: str) -> Any:
    there_are = {"slot": slot_id, "procedure": "pickup", "number": number}
    for shape in whole["components"]["schemas"].values():
        for name, field in shape.get("properties", {}).items():
            if name in there_are and "$ref" not in field and shape["title"].endswith(("Sent", "Changed")):
                field["enum"] = [there_are[name]]
    for methods in whole["paths"].values():
        for operation in methods.values():
            for parameter in operation["parameters"]:
                if parameter["name"] in there_are:
                    parameter["schema"]["enum"] = [there_are[parameter["name"]]]
    return whole


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_operation_does_what_the_description_says(
    description: Any, machine: Machine, path: str, method: str, mode: GenerationMode
) -> None:
    """What is allowed is answered as described; what is not is refused, and never with a fault of ours."""

    @given(case=description[path][method].as_strategy(generation_mode=mode))
    @settings(
        max_examples=12, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    def ask(case: Any) -> None:
        seen = {"If-Match": "*"} if mode is GenerationMode.POSITIVE else {}
        case.call_and_validate(headers={"Authorization": f"Bearer {machine.secret}", **seen}, checks=CHECKS)

    if method in {"POST", "PUT", "PATCH"} or mode is GenerationMode.POSITIVE or "{" in path or "avail" in path:
        ask()


@pytest.mark.django_db
def test_the_description_is_served_to_everybody_and_loads_nothing_from_elsewhere() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert "http://" not in answer.content.decode()
    assert "https://" not in answer.content.decode()
    assert Client().get("/api/v1/docs").status_code == 404


def test_every_operation_names_its_scopes_and_its_faults() -> None:
    whole = openapi()
    assert whole["openapi"].startswith("3.1")
    operations = [one for methods in whole["paths"].values() for one in methods.values()]
    assert len(operations) == 9
    for one in operations:
        assert one["security"]
        assert {"401", "403", "429", "500"} <= {str(status) for status in one["responses"]}
        for status, answer in one["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"]


def test_every_problem_is_named_in_the_description() -> None:
    told = openapi()["info"]["description"]
    assert all(kind.type in told for kind in listed_kinds())


def test_the_description_is_json_with_invented_people_only() -> None:
    text = json.dumps(openapi(), ensure_ascii=False, default=str)
    assert "見本 花子" in text
    assert "09000000001" in text
