"""What the product itself says at the places of the citizens' pages that a municipality may word anew (RSV-06)."""

from functools import cache

from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from madoguchi.municipality.page_texts import page_text

USUAL = {
    "home.heading": _("マイナンバーカードの窓口の予約"),
    "home.lead": _("市の窓口での手続きを、24時間いつでも予約できます。"),
    "procedure.heading": _("手続きを選ぶ"),
    "procedure.question": _("お手元にあるのは何ですか"),
    "procedure.family": _("ご家族などの分も、いっしょに予約できます。全員が同じ日時になります。"),
    "place.heading": _("場所を選ぶ"),
    "calendar.heading": _("日を選ぶ"),
    "time.heading": _("時間を選ぶ"),
    "details.heading": _("お名前と連絡先"),
    "check.heading": _("内容を確かめる"),
    "check.lead": _("まだ予約は終わっていません。内容を確かめて、下のボタンを押してください。"),
    "done.heading": _("予約ができました"),
    "done.lead": _("予約を受け付けました。"),
    "own.heading": _("あなたの予約"),
    "own.lead": _("当日は、窓口で予約番号かお名前をお伝えください。"),
    "inquiry.heading": _("お問い合わせフォーム"),
    "inquiry.lead": _(
        "マイナンバーカードについて、わからないことを書いて送ってください。受付番号をお知らせし、選んだ方法で回答します。"
    ),
    "inquiry.hearing": _(
        "電話を使わずに、このフォームだけで問い合わせができます。回答は、メールやファクスなど、選んだ方法で受け取れます。"
    ),
    "inquiry.purpose": _(
        "入力した内容と連絡先は、回答するためと、応対を記録するためだけに使います。ここで聞いていないことは、書かなくてかまいません。"
    ),
    "inquiry.heading_sent": _("お問い合わせを受け付けました"),
    "faq.heading": _("よくある質問"),
    "faq.lead": _("知りたいことを、ふだんの言葉で入力してください。"),
    "marks.free": _("空きあり"),
    "marks.few": _("残りわずか"),
    "marks.full": _("満員"),
}


def said_at(place: str) -> str:
    """The municipality's words in the reader's language, else the product's."""
    return page_text(place, get_language() or "ja") or usual_words(place)


def usual_words(place: str, language: str | None = None) -> str:
    return _translated(place, language or get_language() or "ja")


@cache
def _translated(place: str, language: str) -> str:
    with override(language):
        return str(USUAL.get(place, ""))
