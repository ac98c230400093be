"""Tags by rules: suggested by what is said, put on at saving, and never put back where somebody took them away."""

import re

import pytest

from madoguchi.accounts.rights import Role
from madoguchi.contacts.models import Contact, ContactTag, TagRule
from madoguchi.contacts.records.actions import change_contact
from madoguchi.contacts.tagging.actions import put_on_older_records, remove_rule, save_rule
from madoguchi.contacts.tagging.queries import lately_fitting, suggested_tags
from madoguchi.contacts.tagging.refusals import NoWords
from madoguchi.contacts.tagging.rules import fits, says
from madoguchi.core import clock
from madoguchi.core.refusals import MissingRight
from madoguchi.core.tasks.runner import run_ready_tasks
from madoguchi.knowledge.words.actions import save_group
from madoguchi.municipality.actions import change_settings
from tests.contacts.town import recorded, written
from tests.web.pages import client_of, seen
from tests.worlds import ADMIN, OPERATOR, actor

pytestmark = [pytest.mark.req("AIA-05"), pytest.mark.usefixtures("nishitokyo")]

SUPERVISOR = actor(Role.SUPERVISOR)


def rule(tag: str = "暗証番号", phrases: str = "暗証番号 忘れる\nロック", *, topic: str = "") -> TagRule:
    return save_rule(None, tag=tag, phrases=phrases, topic=topic, by=SUPERVISOR)


def tags_of(contact: Contact) -> dict[str, bool]:
    return dict(ContactTag.objects.filter(contact=contact).values_list("tag__name", "is_by_rule"))


def test_all_words_of_one_line_must_be_said() -> None:
    phrase = ((("暗証番号",), ("ピン",)), (("忘れる",),))
    assert says(phrase, {"ピン", "忘れる", "他"})
    assert not says(phrase, {"暗証番号"})
    assert not says((), {"暗証番号"})
    assert fits([phrase], {"ピン", "忘れる"}, rule_topic="", topic="受取り")
    assert not fits([phrase], {"ピン", "忘れる"}, rule_topic="更新", topic="受取り")


def test_a_record_gets_the_tags_whose_words_it_says_and_keeps_those_of_its_writer() -> None:
    rule()
    rule("更新だけ", "暗証番号", topic="電子証明書")
    said = recorded(content="暗証番号をわすれてしまった", tags=("至急",))
    other = recorded(content="暗証番号は何けたか")
    assert tags_of(said) == {"暗証番号": True, "至急": False}
    assert tags_of(other) == {}


def test_synonyms_count_as_the_words_themselves() -> None:
    rule("暗証番号", "暗証番号")
    assert suggested_tags(topic="", texts=["PINが分からない"]) == []
    save_group("暗証番号", ["PIN"], by=ADMIN)
    assert suggested_tags(topic="", texts=["PINが分からない"]) == ["暗証番号"]


def test_what_somebody_took_away_is_not_put_back() -> None:
    made = rule()
    contact = recorded(content="暗証番号を忘れた")
    change_contact(contact, written(content="暗証番号を忘れた", tags=()), by=OPERATOR)
    assert tags_of(contact) == {}
    put_on_older_records(made, by=SUPERVISOR)
    run_ready_tasks()
    assert tags_of(contact) == {}
    change_contact(contact, written(content="暗証番号を忘れた", tags=("暗証番号",)), by=OPERATOR)
    assert tags_of(contact) == {"暗証番号": False}


def test_older_records_are_tagged_when_somebody_asks_for_it() -> None:
    old = [recorded(content="カードがロックされた"), recorded(content="受取りはいつか")]
    made = rule()
    assert lately_fitting(made.phrases, "").count() == 1
    assert tags_of(old[0]) == {}
    put_on_older_records(made, by=SUPERVISOR)
    run_ready_tasks()
    assert [tags_of(one) for one in old] == [{"暗証番号": True}, {}]
    assert TagRule.objects.get().looked_to is None
    remove_rule(made, by=SUPERVISOR)
    assert tags_of(old[0]) == {"暗証番号": True}


def test_a_word_that_only_stands_in_the_tag_or_topic_does_not_count() -> None:
    made = rule("申請", "申請")
    contact = recorded(topic="申請（更新・再交付）", content="いつ届くか", answer="一か月", tags=("申請",))
    change_contact(
        contact, written(content="いつ届くか", answer="一か月", topic="申請（更新・再交付）"), by=OPERATOR
    )
    put_on_older_records(made, by=SUPERVISOR)
    run_ready_tasks()
    assert tags_of(contact) == {}


def test_a_rule_without_a_telling_word_is_refused() -> None:
    with pytest.raises(NoWords):
        rule(phrases="は\nこと")
    with pytest.raises(MissingRight):
        save_rule(None, tag="x", phrases="更新", by=OPERATOR)


@pytest.mark.preset_key("contacts.history_tags")
def test_where_no_tags_are_kept_none_are_suggested_and_no_screen_is_there() -> None:
    rule()
    change_settings({"contacts.history_tags": False}, by=ADMIN)
    assert suggested_tags(topic="", texts=["暗証番号を忘れた"]) == []
    assert client_of(Role.SUPERVISOR).get("/staff/contacts/tag-rules/").status_code == 404


def test_the_screen_shows_what_a_rule_would_find_before_it_is_saved() -> None:
    recorded(content="暗証番号を忘れた。田中様 090-1234-5678")
    supervisor = client_of(Role.SUPERVISOR)
    typed = {"tag": "暗証番号", "phrases": "暗証番号 忘れる", "topic": "", "is_active": "on"}
    page = seen(supervisor, "/staff/contacts/tag-rules/new/", {**typed, "do": "try"})
    assert "1件に当たります" in page
    assert "［電話番号］" in page
    assert "090-1234-5678" not in page
    assert not TagRule.objects.exists()
    assert "規則を保存しました" in seen(supervisor, "/staff/contacts/tag-rules/new/", {**typed, "do": "save"})
    made = TagRule.objects.get()
    assert "これまでの応対にも付けています" in seen(supervisor, f"/staff/contacts/tag-rules/{made.pk}/older/", {})
    assert "暗証番号 忘れる" in seen(client_of(Role.AUDITOR), "/staff/contacts/tag-rules/")
    assert client_of(Role.OPERATOR).get(f"/staff/contacts/tag-rules/{made.pk}/").status_code == 403
    assert "規則を消しました" in seen(supervisor, f"/staff/contacts/tag-rules/{made.pk}/remove/", {})
    assert made.changed_at <= clock.now()


def test_whoever_writes_sees_the_tags_before_the_record_is_made() -> None:
    rule()
    key = "6b8ff2d4-0000-4000-8000-000000000001"
    typed = {"channel": "telephone", "content": "暗証番号を忘れた", "do": "search"}
    page = seen(client_of(Role.OPERATOR), f"/staff/contacts/writing/{key}/", typed)
    assert re.search(r"記録すると付くタグ</h2>\s*<p>\s*<span class=\"tag \">暗証番号", page)
    assert not Contact.objects.filter(tagged__isnull=False).exists()
