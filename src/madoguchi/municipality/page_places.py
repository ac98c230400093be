"""Where the municipality's own words may stand on the citizens' pages (RSV-06)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where a text stands."""

    code: str  # "home.lead"
    label: str
    is_one_line: bool = False


@dataclass(frozen=True)
class Page:
    code: str
    label: str
    places: tuple[Place, ...]


def _page(code: str, label: str, **places: str) -> Page:
    """A heading is one line; everything else may have several."""
    return Page(
        code,
        label,
        tuple(Place(f"{code}.{name}", words, name.startswith("heading")) for name, words in places.items()),
    )


PAGES = (
    _page("home", "はじめの画面", heading="見出し", lead="はじめの文", note="お知らせの文（ボタンの下）"),
    _page("procedure", "手続きを選ぶ", heading="見出し", lead="はじめの文", question="お手元にあるものの質問", family="ご家族の分の案内"),
    _page("place", "場所を選ぶ", heading="見出し", lead="はじめの文"),
    _page("calendar", "日を選ぶ", heading="見出し", lead="はじめの文"),
    _page("time", "時間を選ぶ", heading="見出し", lead="はじめの文"),
    _page("details", "お名前と連絡先", heading="見出し", lead="はじめの文", note="下の注意の文"),
    _page("check", "内容を確かめる", heading="見出し", lead="はじめの文"),
    _page("done", "予約ができました", heading="見出し", lead="はじめの文"),
    _page("own", "予約のページ", heading="見出し", lead="当日の案内"),
    _page("inquiry", "お問い合わせフォーム", heading="見出し", lead="はじめの文", hearing="耳や言葉の不自由な方への案内", purpose="何に使うか", heading_sent="送ったあとの見出し", sent="送ったあとの文"),
    _page("faq", "よくある質問", heading="見出し", lead="はじめの文"),
    Page(
        "marks",
        "空きの印",
        tuple(
            Place(f"marks.{mark}", f"{sign} の言葉", is_one_line=True)
            for mark, sign in (("free", "○"), ("few", "△"), ("full", "×"))
        ),
    ),
)  # fmt: skip
PLACES: Mapping[str, Place] = {place.code: place for page in PAGES for place in page.places}


def describe_place(code: str) -> str:
    """The place in the words of the settings; one that is no more keeps its name."""
    for page in PAGES:
        for place in page.places:
            if place.code == code:
                return f"「{page.label}」の画面：{place.label}"
    return code
