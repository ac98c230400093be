"""The screens of FAQ: writing, the city's word, two people at one article."""

from collections.abc import Callable

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.knowledge.articles.actions import revise
from madoguchi.knowledge.articles.rules import Translated
from madoguchi.knowledge.models import Article, Category, Revision
from tests.knowledge.shelf import WRITER, bring_out, content, draft, published
from tests.services.signed_in import staff_of
from tests.web.pages import client_of, seen, words
from tests.worlds import CLERK, applied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
LIST = "/staff/knowledge/"


@pytest.fixture
def writer() -> Client:
    return client_of(Role.DATA_STAFF)


def article_url(article: Article, rest: str = "") -> str:
    return f"{LIST}articles/{article.number}/{rest}"


def typed(category: Category, **more: str) -> dict[str, str]:
    return {
        "category": str(category.pk),
        "question": "受取に何を持っていけばよいですか",
        "short_answer": "はがきと本人確認書類です。",
        "audience": "public",
        **more,
    }


def on_the_form(client: Client, article: Article) -> dict[str, str]:
    """What the editing page holds before anything is typed."""
    form = client.get(article_url(article, "edit/")).context["form"]
    return {
        name: "" if (value := form[name].value()) is None else str(value)
        for name in form.fields
        if name not in ("belongings", "to_confirm")
    }


@pytest.mark.req("FAQ-03", "FAQ-05")
def test_an_article_goes_from_the_writer_to_the_city_and_out(writer: Client, clerk: Client) -> None:
    category = Category.objects.create(name="カードの受取")
    page = seen(
        writer, f"{LIST}new/", typed(category, department="市民課", source="市の要領 https://www.example.jp/a")
    )
    assert "第1版を、下書きとして保存しました" in page
    revision = Revision.objects.get()
    step = article_url(revision.article, "revisions/1/")
    assert "承認して公開する" not in seen(clerk, step)
    assert "所管課の確認に出しました" in seen(writer, f"{step}hand_in/", {})
    assert "受取に何を持っていけばよいですか" in seen(clerk, f"{LIST}waiting/")
    assert "承認して公開する" not in seen(writer, step)
    assert "承認して公開しました" in seen(clerk, f"{step}approve_and_publish/", {})
    shown = seen(client_of(Role.OPERATOR), article_url(revision.article))
    assert "はがきと本人確認書類です。" in shown
    assert '<a href="https://www.example.jp/a" rel="noreferrer">' in shown


def test_an_operator_reads_and_does_not_write(operator: Client) -> None:
    article = published().article
    assert "編集する" not in seen(operator, article_url(article))
    for url in (f"{LIST}new/", article_url(article, "edit/"), article_url(article, "erase/")):
        assert operator.get(url).status_code == 403
    answer = operator.post(article_url(article, "revisions/1/retire/"), {"why": "x"})
    assert "権限がありません" in answer.content.decode()


@pytest.mark.req("FAQ-11")
def test_two_people_at_one_article_lose_nothing(writer: Client, clerk: Client) -> None:
    article = published(content("受け取るには", source="古い出典")).article
    mine, theirs = on_the_form(writer, article), on_the_form(clerk, article)
    seen(
        clerk,
        article_url(article, "edit/"),
        {**theirs, "short_answer": "市の新しい答え", "source": "市の新しい出典", "reason": "改正"},
    )
    sent = {
        **mine,
        "short_answer": "書き手の新しい答え",
        "question": "受け取るには何が要りますか",
        "reason": "言い回し",
    }
    answer = writer.post(article_url(article, "edit/"), sent)
    assert answer.status_code == 409
    said = words(answer.content.decode())
    assert "第2版を保存しました" in said
    assert "相手の内容を入れました：出典" in said
    assert "二人とも変えた欄" in said
    form = answer.context["form"]
    held = {name: form[name].value() for name in ("question", "short_answer", "source", "reason")}
    assert held == {
        "question": "受け取るには何が要りますか",
        "short_answer": "書き手の新しい答え",
        "source": "市の新しい出典",
        "reason": "言い回し",
    }
    page = answer.content.decode()
    assert "<del>" in page
    assert "<ins>" in page
    again = {
        name: "" if (value := form[name].value()) is None else str(value)
        for name in form.fields
        if name not in ("belongings", "to_confirm")
    }
    assert "第3版を、下書きとして保存しました" in seen(writer, article_url(article, "edit/"), again)
    newest = article.revisions.get(number=3)
    assert (newest.short_answer, newest.source) == ("書き手の新しい答え", "市の新しい出典")
    assert article.revisions.get(number=2).short_answer == "市の新しい答え"


def test_a_category_that_somebody_else_has_changed_meanwhile_stays_changed(writer: Client) -> None:
    article = published().article
    held = on_the_form(writer, article)
    elsewhere = Category.objects.create(name="暗証番号")
    revise(article, content("変えた質問"), based_on=1, category=elsewhere, by=CLERK)
    answer = writer.post(article_url(article, "edit/"), {**held, "source": "通知", "reason": "出典"})
    assert answer.status_code == 409
    assert answer.context["form"]["category"].value() == elsewhere.pk


@pytest.mark.req("SEC-18")
def test_a_script_in_an_answer_stays_text(operator: Client) -> None:
    script = "<script>alert(1)</script>"
    said = content(
        script,
        short_answer=script,
        full_answer=f"・{script}",
        source=script,
        phrasings=(script,),
        translations={"en": Translated(script, script)},
    )
    article = published(said).article
    revise(article, content("次の質問", full_answer=f"{script} 変更"), based_on=1, by=WRITER)
    for rest in ("", "revisions/1/", "revisions/2/", "difference/1/2/"):
        page = seen(operator, article_url(article, rest))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_the_difference_is_told_in_words_too(operator: Client) -> None:
    article = published(content("受け取るには", short_answer="はがきを持参します")).article
    revise(article, content("受け取るには", short_answer="はがきは不要です"), based_on=1, by=WRITER)
    page = seen(operator, f"{article_url(article, 'difference/')}?from=2&until=1")
    assert "電話での短い答え" in page
    said = words(page)
    assert "［ここから削除］" in said
    assert "［ここから追加］" in said
    assert "出典" not in words(page.split("<h1")[1].split("次の見直し日")[0]).split("版 状態")[0]


@pytest.mark.req("FAQ-01")
def test_the_list_narrows_by_category_state_audience_and_review(operator: Client) -> None:
    one = published(content("公開中の質問")).article
    pin = Category.objects.create(name="暗証番号")
    draft(content("下書きの質問", to_confirm=True), category=pin)
    for query, expected in (
        ("", {"公開中の質問", "下書きの質問"}),
        (f"?category={pin.pk}", {"下書きの質問"}),
        ("?state=published", {"公開中の質問"}),
        ("?state=under_way", {"下書きの質問"}),
        ("?review=confirm", {"下書きの質問"}),
        ("?review=due", set()),
        ("?audience=public", set()),
        ("?state=nonsense&category=x", {"公開中の質問", "下書きの質問"}),
    ):
        page = seen(operator, f"{LIST}{query}")
        assert {title for title in ("公開中の質問", "下書きの質問") if title in page} == expected, query
    assert one.number in seen(operator, LIST)


@pytest.mark.req("FAQ-08")
def test_belongings_and_related_stand_with_the_answer(operator: Client) -> None:
    applied("hatsukaichi")
    other = published(content("暗証番号を忘れたとき")).article
    said = content(belongings=("pickup",), related=(other.number,))
    page = words(seen(operator, article_url(published(said).article)))
    assert "持ち物 マイナンバーカード" in page or "持ち物" in page
    assert "暗証番号を忘れたとき" in page
    hidden = draft(content("まだ下書き")).article
    page = seen(operator, article_url(published(content("三つ目", related=(hidden.number,))).article))
    assert "まだ下書き" not in page


def test_a_translation_is_marked_until_somebody_has_compared_it(writer: Client, operator: Client) -> None:
    article = published().article
    url = article_url(article, "languages/en/")
    sent = {"question": "What do I bring?", "short_answer": "The postcard.", "seen": "1"}
    assert "第2版の下書きとして保存しました" in seen(writer, url, sent)
    assert "English（参考訳）" in seen(operator, article_url(article, "revisions/2/"))
    seen(writer, url, {**sent, "seen": "2", "is_reviewed": "on"})
    assert "English（参考訳）" not in seen(operator, article_url(article, "revisions/3/"))
    late = writer.post(url, {**sent, "seen": "1", "question": "Typed late"})
    assert "Typed late" in late.content.decode()
    assert article.revisions.count() == 3
    assert writer.get(article_url(article, "languages/xx/")).status_code == 404
    seen(writer, url, {"do": "remove", "seen": "3"})
    assert not article.revisions.get(number=4).translations.exists()


def test_the_department_sends_back_and_the_writer_sees_why(writer: Client, clerk: Client) -> None:
    revision = draft(by=staff_of(Role.DATA_STAFF).actor)
    step = article_url(revision.article, "revisions/1/")
    seen(writer, f"{step}hand_in/", {})
    assert "「理由」を入力してください" in seen(clerk, f"{step}return/", {"why": ""})
    seen(clerk, f"{step}return/", {"why": "手数料が古い"})
    assert "手数料が古い" in seen(writer, f"{LIST}waiting/")
    assert "手数料が古い" in seen(writer, step)


@pytest.mark.req("FAQ-09", "SEC-06")
def test_the_city_names_who_writes_in_a_category(writer: Client, clerk: Client) -> None:
    article = published().article
    category = article.category
    url = f"{LIST}categories/{category.pk}/"
    seen(clerk, url, {"do": "people", "write": str(staff_of(Role.MANAGER).pk)})
    answer = writer.get(article_url(article, "edit/"))
    assert answer.status_code == 403
    assert "指名された人だけ" in answer.content.decode()
    assert client_of(Role.MANAGER).get(article_url(article, "edit/")).status_code == 200
    assert "編集・承認できる人を決める" not in seen(writer, url)
    seen(clerk, url, {"do": "people"})
    assert writer.get(article_url(article, "edit/")).status_code == 200


def test_a_category_is_made_renamed_and_put_away(writer: Client) -> None:
    seen(writer, f"{LIST}categories/new/", {"name": "電子証明書", "position": "10"})
    category = Category.objects.get()
    assert "この名前の分類は、すでにあります" in seen(
        writer, f"{LIST}categories/new/", {"name": "電子証明書", "position": "20"}
    )
    seen(writer, f"{LIST}categories/{category.pk}/", {"do": "change", "name": "証明書", "position": "20"})
    category.refresh_from_db()
    assert (category.name, category.is_active) == ("証明書", False)


def test_an_article_is_erased_by_whom_may_only(admin: Client, clerk: Client) -> None:
    article = draft().article
    assert clerk.post(article_url(article, "erase/"), {"why": "重複"}).status_code == 403
    seen(admin, article_url(article, "erase/"), {"why": "重複"})
    assert not Article.objects.exists()


def test_numbers_are_taken_as_people_write_them(writer: Client) -> None:
    category = Category.objects.create(name="受取")
    for _ in range(2):
        draft()
    seen(writer, f"{LIST}new/", typed(category, related="ＦＡＱ－１、2、FAQ-0001"))
    assert Revision.objects.latest("pk").related == "FAQ-0001 FAQ-0002"
    assert "登録のないものがあります：FAQ-0077" in seen(writer, f"{LIST}new/", typed(category, related="77"))


@pytest.mark.req("PDR-08")
def test_digits_of_a_my_number_are_refused_and_what_was_typed_stays(writer: Client) -> None:
    category = Category.objects.create(name="受取")
    page = seen(writer, f"{LIST}new/", typed(category, short_answer="番号は123456789018です"))
    assert "番号は123456789018です" in page
    assert not Article.objects.exists()


def test_publishing_the_next_revision_replaces_the_one_before(operator: Client) -> None:
    article = published(content("前の質問")).article
    bring_out(revise(article, content("次の質問"), based_on=1, by=CLERK), by=CLERK)
    page = seen(operator, article_url(article))
    assert "次の質問" in page.split("</h1>")[0].split("<h1>")[1]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_that_may_read_reads(signed_in: Callable[[Role], Client], role: Role) -> None:
    article = published().article
    client = signed_in(role)
    assert client.get(LIST).status_code == 200
    assert client.get(article_url(article)).status_code == 200
