"""The screens of proposals, for the centre and for the city."""

import pytest

from madoguchi.accounts.rights import Role
from madoguchi.contacts.models import Need
from madoguchi.core import clock
from madoguchi.quality.models import Proposal
from madoguchi.quality.proposals.rules import ProposalState
from tests.quality.proposed import drafted, proposed
from tests.web.pages import client_of, seen, shown_by, words

pytestmark = [pytest.mark.usefixtures("town"), pytest.mark.req("QUA-06")]
BASE = "/staff/manager/proposals/"
TYPED = {
    "title": "受取り場所を先に案内する",
    "aim": "fewer_calls",
    "origin": "history",
    "finding": "場所の問い合わせが多い。",
    "measure": "FAQの最初に書く。",
    "asked_of_city": "通知の文面の見直し",
    "evidence": "10月分の月次報告\n時間帯別の着信",
}


def test_from_a_need_to_a_measured_effect_by_forms_alone() -> None:
    now = clock.now()
    need = Need.objects.create(kind="rising", key="k", subject="受取り場所", count=12, found_at=now, counted_at=now)
    supervisor, clerk = client_of(Role.SUPERVISOR), client_of(Role.CITY_CLERK)
    assert f"{BASE}new/?need={need.pk}" in seen(supervisor, f"/staff/contacts/needs/{need.pk}/")
    assert "checked" in seen(supervisor, f"{BASE}new/?need={need.pk}")
    shown = words(seen(supervisor, f"{BASE}new/", TYPED | {"needs": [str(need.pk)]}))
    found = Proposal.objects.get()
    assert "増えているタグ：受取り場所（12件）" in shown
    assert "時間帯別の着信" in shown
    url = f"{BASE}{found.pk}/"
    assert clerk.get(url).status_code == 404

    assert "市に提案しました" in seen(supervisor, f"{url}put/", {"on": "2026年12月1日"})
    assert "回答を待っている改善提案が 1 件あります" in words(seen(clerk, "/staff/"))
    assert "見送る理由を書いてください" in seen(clerk, f"{url}answer/", {"agrees": "no", "words": ""})
    assert "回答を記録しました" in seen(clerk, f"{url}answer/", {"agrees": "yes", "words": "文面は来月直します。"})
    typed = {"to": "done", "on": "2026-12-01", "note": "FAQを直した。", "look_on": "2026-12-01"}
    assert "その後を記録しました" in seen(supervisor, f"{url}follow/", typed)
    assert "その後を確かめる改善提案が 1 件あります" in words(seen(supervisor, "/staff/"))
    days = {"before_first": "2026-10-01", "before_last": "2026-10-31", "after_first": "2026-11-01"}
    typed = days | {"figure": "received", "after_last": "2026-11-30"}
    shown = words(seen(supervisor, f"{url}measure/", typed))
    assert "1日あたり0.0件" in shown
    assert "文面は来月直します。" in words(seen(clerk, url))
    found.refresh_from_db()
    assert found.state == ProposalState.DONE
    assert "1件" in words(seen(clerk, f"{BASE}?state=done"))


def test_what_was_typed_stays_when_nothing_stands_behind_it() -> None:
    supervisor = client_of(Role.SUPERVISOR)
    shown = seen(supervisor, f"{BASE}new/", TYPED | {"evidence": ""})
    assert "根拠がありません" in shown
    assert "場所の問い合わせが多い。" in shown
    draft = drafted()
    assert "下書きを保存しました" in seen(supervisor, f"{BASE}{draft.pk}/edit/", TYPED)
    assert "受取り場所を先に案内する" in seen(supervisor, f"{BASE}{draft.pk}/")
    assert "この提案をやめました" in seen(supervisor, f"{BASE}{draft.pk}/drop/", {"note": "重なっていた"})


def test_a_draft_that_two_change_at_once_is_put_together_by_the_second() -> None:
    one, other, url = client_of(Role.SUPERVISOR), client_of(Role.MANAGER), f"{BASE}{drafted().pk}/edit/"
    both = TYPED | shown_by(seen(one, url))
    seen(one, url, both)
    refused = other.post(url, both | {"measure": "音声案内でも知らせる。"}).content.decode()
    assert "FAQの最初に書く。" in refused
    assert "音声案内でも知らせる。" in refused
    assert Proposal.objects.get().measure == "FAQの最初に書く。"
    seen(other, url, both | shown_by(refused) | {"measure": "FAQと音声案内。"})
    assert Proposal.objects.get().measure == "FAQと音声案内。"


def test_no_line_of_what_it_rests_on_is_cut_off_without_a_word() -> None:
    long = "月次報告" * 100
    shown = seen(client_of(Role.SUPERVISOR), f"{BASE}new/", TYPED | {"evidence": f"10月分\n{long}"})
    assert "1行は300文字までです" in shown
    assert long in shown
    assert not Proposal.objects.exists()


def test_the_city_reads_and_answers_and_nothing_else() -> None:
    found, clerk = proposed(), client_of(Role.CITY_CLERK)
    shown = seen(clerk, f"{BASE}{found.pk}/")
    assert "回答する" in shown
    assert "その後を記録する" not in shown
    assert "下書き（" not in shown
    for step in ("put", "drop", "follow", "measure"):
        assert clerk.post(f"{BASE}{found.pk}/{step}/").status_code == 403
    assert client_of(Role.OPERATOR).get(BASE).status_code == 403
    assert client_of(Role.SUPERVISOR).post(f"{BASE}{found.pk}/answer/", {"agrees": "yes"}).status_code == 403
