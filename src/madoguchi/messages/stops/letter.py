"""What the city is told of a planned stop, by mail: the contract's facts, nothing personal."""

from madoguchi.core import clock
from madoguchi.messages.rules import folded
from madoguchi.messages.stops.models import PlannedStop
from madoguchi.municipality.queries import contract

TEXT = """{body} ご担当者 様

マイナンバーカード窓口の予約サイトの{headline}。

  停止の時間　{starts} から {ends} まで
  理由　　　　{reason}
  作業する人　{done_by}
  職員の画面　{staff}

{rest}
このメールは自動で送っています。返信はできません。個人情報は含まれていません。
"""


def letter_about(stop: PlannedStop, *, is_called_off: bool) -> tuple[str, str]:
    """Subject and text."""
    starts, ends = clock.in_tokyo(stop.starts_at), clock.in_tokyo(stop.ends_at)
    headline = "計画停止を取りやめました" if is_called_off else "計画停止をお知らせします"
    rest = (
        "予約サイトは、止まりません。\n"
        if is_called_off
        else "市民の方には、予約サイトの各ページの上部でお知らせします。停止中は、停止のページを表示します。\n"
        "確かめたことを、職員用ホームの「計画停止の知らせを確かめました」で記録してください。\n"
    )
    text = TEXT.format(
        body=contract().body_name,
        headline=headline,
        starts=f"{starts:%Y年%-m月%-d日 %H:%M}",
        ends=f"{ends:%Y年%-m月%-d日 %H:%M}",
        reason=stop.reason,
        done_by=stop.done_by,
        staff="停止中は使えません" if stop.stops_staff else "停止中も使えます",
        rest=rest,
    )
    word = "計画停止の取りやめ" if is_called_off else "計画停止のお知らせ"
    return f"【予約サイト】{word} {starts:%Y-%m-%d %H:%M}", folded(text) + "\n"
