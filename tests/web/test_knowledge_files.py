"""The screens of FAQ files, and of what the city still has to confirm."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.knowledge.articles.queries import public_articles, published_articles
from madoguchi.knowledge.exchange.models import FaqImport
from madoguchi.knowledge.models import Article
from madoguchi.knowledge.starter.actions import lay_starter_articles
from madoguchi.municipality.actions import change_settings
from tests.knowledge.shelf import content, published
from tests.web.pages import client_of, seen, words
from tests.worlds import ADMIN, TODAY, applied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
EXCHANGE, CONFIRM = "/staff/knowledge/exchange/", "/staff/knowledge/confirm/"


def upload(client: Client, text: str, name: str = "faq.csv") -> str:
    sent = client.post(EXCHANGE, {"file": SimpleUploadedFile(name, text.encode("cp932"))}, follow=True)
    return sent.content.decode()


@pytest.mark.req("FAQ-02", "FAQ-14")
def test_a_file_is_read_previewed_mended_and_taken_in_and_written_again(clerk: Client) -> None:
    applied("nishitokyo")
    stands = published(content("=質問 <script>")).article
    page = upload(
        clerk, f"番号,分類,質問,公開の範囲\r\n{stands.number},カードの受取,変わった,だれでも\r\n,新分類,新しい,\r\n"
    )
    assert "取り込めない行があります" in page
    assert "行 2 列 公開の範囲 わけ 「内部のみ」か「市民に公開」と書いてください。" in words(page)
    assert "1件を取り込む" not in page
    page = upload(
        clerk,
        f"番号,分類,質問,公開の範囲,電話での短い答え\r\n{stands.number},カードの受取,変わった,,答え\r\n,新分類,新しい,市民に公開,はい\r\n",
    )
    assert "いまの内容 =質問 &lt;script&gt; ファイルの内容 変わった" in words(page)
    assert "新しく作る分類 新分類" in words(page)
    found = FaqImport.objects.latest("pk")
    decision = {"mode": "publish", "seen": f"{stands.number}:1"}
    page = seen(clerk, f"{EXCHANGE}{found.key}/take/", decision)
    assert "2件を取り込み、公開しました。" in page
    assert public_articles().get().current.question == "新しい"  # type: ignore[union-attr]
    assert "取込み済み" in seen(clerk, f"{EXCHANGE}{found.key}/")
    assert "この取込みは、すでに終わっています" in seen(clerk, f"{EXCHANGE}{found.key}/take/", decision)
    manager = client_of(Role.MANAGER)
    file = manager.post(f"{EXCHANGE}file/", {"form": "csv", "which": "published"})
    assert file.content.decode("utf-8-sig").count("\r\n") == 3
    assert "faq-20261201.csv" in file["Content-Disposition"]


def test_who_may_not_write_sees_no_files_and_nobody_elses_file(clerk: Client, operator: Client) -> None:
    applied("nishitokyo")
    assert operator.get(EXCHANGE).status_code == 403
    assert clerk.post(f"{EXCHANGE}file/", {"form": "csv", "which": "published"}).status_code == 403
    upload(clerk, "分類,質問\r\nあ,い\r\n")
    key = FaqImport.objects.get().key
    assert client_of(Role.DATA_STAFF).get(f"{EXCHANGE}{key}/").status_code == 404
    page = seen(clerk, f"{EXCHANGE}{key}/give-up/", {})
    assert "取込みをやめました" in page
    assert not Article.objects.exists()


@pytest.mark.preset_key("faq.csv_both_ways")
@pytest.mark.req("FAQ-02")
def test_a_contract_without_files_has_no_such_screen(clerk: Client) -> None:
    applied("nishitokyo")
    assert "ファイルの入出力" in seen(clerk, "/staff/knowledge/")
    assert seen(clerk, EXCHANGE)
    change_settings({"faq.csv_both_ways": False}, effective_on=TODAY, by=ADMIN)
    assert "ファイルの入出力" not in seen(clerk, "/staff/knowledge/")
    assert clerk.get(EXCHANGE).status_code == 404


@pytest.mark.req("FAQ-03", "FAQ-05")
def test_the_city_confirms_a_category_and_citizens_may_read_it(admin: Client) -> None:
    lay_starter_articles()
    supervisor = client_of(Role.SUPERVISOR)
    assert 'name="article"' not in seen(supervisor, CONFIRM)
    first, second = published_articles()[:2]
    page = seen(admin, CONFIRM)
    assert first.number in page
    assert "印を付けてください" in seen(admin, CONFIRM, {"audience": "public"})
    page = seen(admin, CONFIRM, {"audience": "public", "article": [first.number, second.number]})
    assert "2件を確認済みにしました（市民に公開）" in page
    assert set(public_articles()) == {first, second}
    assert f'value="{first.number}"' not in page
