"""What is told to callers whom this counter cannot answer."""

import pytest

from madoguchi.config.presets import export_preset, folder_of
from madoguchi.contacts.guidance.queries import desks, links, places_to_name, referrals
from madoguchi.core.preset import PresetRefused
from madoguchi.municipality.kept import change_table
from tests.worlds import ADMIN, PRESENT, TODAY, applied

pytestmark = pytest.mark.django_db
BODIES = ("hatsukaichi", "kawagoe", "nishitokyo", "digital-agency")


@pytest.mark.req("OPC-03")
@pytest.mark.preset_key("referrals.csv", "contacts.out_of_scope")
def test_each_body_names_whom_callers_are_sent_to() -> None:
    applied("hatsukaichi")
    assert "J-LIS" in referrals("制度全般")[0].desk
    assert "J-LIS" in places_to_name()[0]
    assert referrals("水道") == []


@pytest.mark.req("OPC-03")
def test_the_number_of_the_national_line_is_read_out_in_groups() -> None:
    applied("kawagoe")
    found = referrals("マイナポータル")[0]
    assert found.groups == ("0120", "95", "0178")
    assert len(referrals()) == 2


@pytest.mark.req("OPC-07")
@pytest.mark.preset_key("links.csv")
def test_pages_of_ministries_are_data_and_only_safe_addresses_are_taken() -> None:
    applied("digital-agency")
    assert {link.url.partition(":")[0] for _, group in links() for link in group} == {"https"}
    change_table(
        "links.csv", "title,url,group\n国のページ,https://www.example.jp/,制度\n", by=ADMIN, effective_on=TODAY
    )
    assert [(group, [link.title for link in found]) for group, found in links()] == [("制度", ["国のページ"])]
    for url in ("javascript:alert(1)", "http://www.example.jp/"):
        with pytest.raises(PresetRefused):
            change_table("links.csv", f"title,url,group\n国,{url},制度\n", by=ADMIN, effective_on=TODAY)


@pytest.mark.req("OPC-09")
def test_desks_are_told_with_the_hours_by_which_they_open() -> None:
    applied("kawagoe")
    found = {desk.site.code: desk for desk in desks(PRESENT.replace(year=2025))}  # a Monday of the contract
    assert set(found) == {"city-hall", "takashina", "daito", "kasumigaseki", "naguwashi", "service-station"}
    assert found["city-hall"].is_open_now
    upcoming = found["city-hall"].next_open
    assert upcoming is not None
    assert f"{upcoming[0]:%m-%d}" == "12-02"
    assert f"{found['service-station'].today.intervals[0].end:%H:%M}" == "18:00"


@pytest.mark.parametrize("preset", BODIES)
def test_tables_of_guidance_come_back_as_they_were(preset: str) -> None:
    applied(preset)
    exported = export_preset()
    for file in ("escalation_levels.csv", "referrals.csv", "links.csv"):
        assert exported[file] == (folder_of(preset) / file).read_bytes()
