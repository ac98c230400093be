"""The FAQ that citizens read: what stands in it, in which language, whether it helped, and where it does not exist."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madoguchi.knowledge.articles.rules import Audience, Translated
from madoguchi.knowledge.finding.models import Choice, Search
from madoguchi.knowledge.models import Category, FaqVisit
from madoguchi.knowledge.public.jobs import fold_faq_days
from madoguchi.knowledge.public.queries import Figures, figures_by_article, figures_by_day
from madoguchi.knowledge.public.rules import MOST_VISITS_OF_A_LINE
from madoguchi.municipality.actions import change_settings
from tests.knowledge.shelf import content, draft, published
from tests.web.pages import words
from tests.worlds import ADMIN, OPERATOR, PRESENT, TODAY, applied

pytestmark = pytest.mark.django_db
PUBLIC = {"audience": Audience.PUBLIC}
LOST = "暗証番号を忘れたときは、どうすればよいですか"


@pytest.fixture(autouse=True)
def present() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def city(db: None) -> None:
    applied("nishitokyo")
    change_settings({"telephone.number": "0120-000-000", "web_site.host_name": "faq.example.jp"}, by=ADMIN)


def faq(question: str = LOST, **more: object) -> str:
    """A public FAQ; its number."""
    said = {**PUBLIC, "short_answer": "窓口で初期化できます。", **more}
    return published(content(question, **said)).article.number


def page(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


class Reader:
    """Somebody's browser, as far as forms of the page go."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def says(self, number: str, helped: str, **more: str) -> str:
        shown = page(f"/faq/{number}/", self.client)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)
        assert token
        typed = {"csrfmiddlewaretoken": token[1], "helped": helped, **more}
        answer = self.client.post(f"/faq/{number}/helped/", typed, follow=True)
        assert answer.status_code == 200
        return answer.content.decode()

    def telephones(self) -> None:
        assert "0120-000-000" in page("/faq/telephone/", self.client)


@pytest.mark.req("FAQ-13")
@pytest.mark.switch("public_faq")
@pytest.mark.preset_key("switches.public_faq")
def test_only_what_is_published_public_and_confirmed_is_read(city: None) -> None:
    shown = faq()
    hidden = [
        published(content("内部だけの暗証番号の質問")).article.number,
        faq("要確認の暗証番号の質問", to_confirm=True),
        draft(content("下書きの暗証番号の質問", **PUBLIC)).article.number,
    ]
    index, found = page("/faq/"), page("/faq/?q=暗証番号を忘れた")
    assert f"/faq/{shown}/" in index
    assert f"/faq/{shown}/" in found
    for number in hidden:
        assert number not in index + found + page("/sitemap.xml")
        assert Client().get(f"/faq/{number}/").status_code == 404
    assert 'href="/faq/"' in page("/")


@pytest.mark.req("FAQ-13")
@pytest.mark.parametrize("body", ["hatsukaichi", "kawagoe", "digital-agency"])
def test_where_it_is_off_there_is_no_trace_of_it(body: str) -> None:
    applied(body)
    number = faq()
    client = Client()
    for address in ("faq/", f"faq/{number}/", "faq/suggest/?q=x", "faq/telephone/", "faq/go-on/booking/"):
        assert client.get(f"/{address}").status_code == 404, address
        assert client.get(f"/en/{address}").status_code == 404, address
    assert client.post(f"/faq/{number}/helped/", {"helped": "yes"}).status_code == 404
    assert client.get("/sitemap.xml").status_code == 404
    assert "faq" not in page("/") + page("/robots.txt") + page("/en/")


@pytest.mark.req("FAQ-13")
def test_a_question_in_own_words_finds_the_answer_and_marks_what_was_asked(city: None) -> None:
    number = faq(phrasings=("パスワードがわからなくなった",))
    faq("カードを落としたときの連絡先", short_answer="フリーダイヤルにお電話ください。")
    found = page("/faq/", None) and page("/faq/?q=暗証番号がわからない")
    first = re.search(r'href="/faq/(FAQ-\d+)/\?s=([^"]+)"', found)
    assert first
    assert first[1] == number
    assert "<mark>暗証番号</mark>" in found
    assert Client().get("/faq/?q=x").headers["X-Robots-Tag"] == "noindex"
    # What is opened from there teaches the search; a made-up mark teaches nothing.
    page(f"/faq/{number}/?s={first[2]}")
    page(f"/faq/{number}/?s={Search.objects.latest('pk').pk}")
    assert [choice.article.number for choice in Choice.objects.all()] == [number]


def test_what_finds_nothing_says_so_and_leads_to_categories_and_to_a_person(city: None) -> None:
    faq()
    found = page("/faq/?q=zzzzqqqq")
    assert "合う答えが見つかりませんでした" in found
    assert "/faq/telephone/" in found
    assert "分類から探す" in found
    assert "&lt;script&gt;" in page("/faq/?q=<script>")


def test_categories_list_what_is_in_them(city: None) -> None:
    number = faq()
    lost = Category.objects.create(name="紛失・盗難")
    other = published(content("カードを落とした", **PUBLIC), category=lost).article.number
    Category.objects.create(name="まだ空の分類")
    index = page("/faq/")
    assert "まだ空の分類" not in index
    listed = page(f"/faq/?category={lost.pk}")
    assert f"/faq/{other}/" in listed
    assert f"/faq/{number}/" not in listed
    assert page("/faq/?category=9999999999999999999999")


def test_an_article_says_what_to_bring_its_source_its_day_and_what_is_related(db: None) -> None:
    applied("hatsukaichi")
    change_settings({"switches.public_faq": True, "web_site.host_name": "faq.example.jp"}, by=ADMIN)
    related = faq("カードの受け取りには何日かかりますか")
    number = faq(
        full_answer="次をお持ちください。\n・本人確認書類\n<b>太字にならない</b>",
        source="市の案内",
        related=(related,),
        belongings=("pin",),
    )
    shown = page(f"/faq/{number}/")
    assert re.search(r"<li>本人確認書類\s*</li>", shown)
    assert "&lt;b&gt;太字にならない&lt;/b&gt;" in shown
    assert "出典：市の案内" in shown
    assert "マイナンバーカード" in words(shown.split('id="bring"')[1].split("更新")[0])
    assert "2026年12月1日（火曜日）に更新" in shown
    assert f'href="/faq/{related}/"' in shown
    assert f'<link rel="canonical" href="https://faq.example.jp/faq/{number}/">' in shown


@pytest.mark.req("FAQ-13")
def test_each_language_reads_its_translation_or_japanese_with_a_word_about_it(city: None) -> None:
    english = Translated("I have forgotten my PIN", "It can be reset at the counter.", is_reviewed=False)
    number = faq(translations={"en": english})
    shown = page(f"/en/faq/{number}/")
    assert "I have forgotten my PIN" in shown
    assert "参考訳" in shown
    assert f'rel="canonical" href="https://faq.example.jp/en/faq/{number}/"' in shown
    assert "Questions without a translation are shown in Japanese" in page("/en/faq/")
    assert "訳のない質問は" not in page("/faq/")
    easy = page(f"/ja-easy/faq/{number}/")
    assert "日本語だけです" in easy
    assert LOST in easy
    assert f'rel="canonical" href="https://faq.example.jp/faq/{number}/"' in easy
    addresses = re.findall(r"<loc>([^<]+)</loc>", page("/sitemap.xml"))
    assert addresses == [f"https://faq.example.jp/faq/{number}/", f"https://faq.example.jp/en/faq/{number}/"]
    assert "Sitemap: https://faq.example.jp/sitemap.xml" in page("/robots.txt")


@pytest.mark.req("FAQ-13")
def test_the_self_solution_rate_counts_visits_that_needed_nobody(city: None) -> None:
    number, other = faq(), faq("別の質問です")
    solved, called, unsolved, silent, back = Reader(), Reader(), Reader(), Reader(), Reader()
    assert "お役に立てて" in solved.says(number, "yes")
    solved.says(other, "yes")
    called.says(number, "yes")
    called.telephones()
    assert "解決しなかった理由" in unsolved.says(number, "no")
    unsolved.says(number, "no", reason="unclear")
    page(f"/faq/{number}/", silent.client)
    back.says(number, "no")
    back.says(number, "yes")
    figures = figures_by_day(OPERATOR, TODAY, TODAY)[TODAY]
    assert figures == Figures(told=4, solved=2, helped=3, unhelped=1, to_telephone=1)
    assert figures.rate == 50
    first = figures_by_article(OPERATOR, TODAY, TODAY)[0]
    assert (first.article.number, first.helped, first.unhelped, first.reasons) == (number, 3, 1, {"unclear": 1})


@pytest.mark.req("FAQ-13")
def test_in_the_night_only_sums_are_left(city: None, present: time_machine.Traveller) -> None:
    number = faq()
    Reader().says(number, "yes")
    Reader().says(number, "no", reason="not_found")
    before = figures_by_day(OPERATOR, TODAY, TODAY), figures_by_article(OPERATOR, TODAY, TODAY)
    present.shift(timedelta(days=1))
    reader = Reader()
    reader.says(number, "yes")
    fold_faq_days.func()
    fold_faq_days.func()
    assert FaqVisit.objects.count() == 1  # today's
    assert (figures_by_day(OPERATOR, TODAY, TODAY), figures_by_article(OPERATOR, TODAY, TODAY)) == before
    assert sum(one.helped for one in figures_by_article(OPERATOR, TODAY, TODAY + timedelta(days=1))) == 2


def test_a_line_that_sends_without_end_is_not_counted(city: None) -> None:
    number = faq()
    Reader().says(number, "yes")
    line = FaqVisit.objects.get().line
    FaqVisit.objects.bulk_create(
        FaqVisit(day=TODAY, visitor=str(at), line=line) for at in range(MOST_VISITS_OF_A_LINE)
    )
    assert "お役に立てて" in Reader().says(number, "yes")
    assert figures_by_day(OPERATOR, TODAY, TODAY)[TODAY].helped == 1


def test_no_cookie_of_its_own_is_set(city: None) -> None:
    reader = Reader()
    reader.says(faq(), "yes")
    reader.telephones()
    assert {name.replace("__Host-", "") for name in reader.client.cookies} <= {"csrf"}


@pytest.mark.parametrize(
    ("address", "most"),
    [("/faq/", 8), ("/faq/?q=暗証番号を忘れた", 26), ("/faq/{number}/", 11), ("/en/faq/", 9)],
)
def test_pages_ask_the_database_little_however_many_faqs_there_are(city: None, address: str, most: int) -> None:
    numbers = [faq(f"暗証番号の質問その{at}") for at in range(12)]
    address = address.format(number=numbers[0])
    page(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page(address)
    assert len(asked) <= most, [query["sql"][:150] for query in asked]


def test_suggestions_begin_like_what_is_typed(city: None) -> None:
    faq()
    suggested = Client().get("/faq/suggest/?q=暗証").json()["words"]
    assert suggested
    assert Client().get("/faq/suggest/").json() == {"words": []}
    assert not Search.objects.exists()


def test_the_way_to_the_form_is_shown_where_there_is_one(city: None) -> None:
    number = faq()
    assert "フォーム" not in words(page(f"/faq/{number}/"))
    change_settings({"switches.web_inquiry_form": True}, by=ADMIN)
    client = Client()
    assert "/faq/go-on/form/" in page(f"/faq/{number}/", client)
    assert client.get("/faq/go-on/form/").headers["Location"] == "/inquiry/"
    assert figures_by_day(OPERATOR, TODAY, TODAY)[TODAY].to_form == 1
    assert client.get("/faq/go-on/telephone/").status_code == 404


@pytest.mark.req("FAQ-13")
def test_staff_see_the_rate_by_day_and_which_answers_do_not_help(city: None, operator: Client) -> None:
    number = faq()
    Reader().says(number, "yes")
    Reader().says(number, "no", reason="unclear")
    shown = words(page("/staff/knowledge/public/", operator))
    assert "自己解決率 50%" in shown
    assert "説明がわかりにくい 1" in shown
    assert number in shown
    assert "この月は、まだだれも答えていません" in page("/staff/knowledge/public/?month=2026-11", operator)
    assert page("/staff/knowledge/public/?month=9999-99", operator)
    change_settings({"switches.public_faq": False}, by=ADMIN)
    assert operator.get("/staff/knowledge/public/").status_code == 404
    assert "/staff/knowledge/public/" not in page("/staff/", operator)
