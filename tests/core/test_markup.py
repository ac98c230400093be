"""What people type as plain text is shown in paragraphs, lists and links, and never as HTML."""

import pytest
from django.template.loader import render_to_string

from madoguchi.core.text.markup import Span, blocks_of


def shown(text: str) -> str:
    return render_to_string("frame/components/plain_text.html", {"text": text})


def links(text: str) -> list[str]:
    return [span.url for block in blocks_of(text) for line in block.lines for span in line if span.url]


def test_paragraphs_lists_and_numbered_steps() -> None:
    blocks = blocks_of(
        "持ち物です。\r\n次のとおり。\n・通知のはがき\n・本人確認書類\n\n1. 予約する\n２．来庁する\n\n終わり"
    )
    assert [(block.kind, len(block.lines)) for block in blocks] == [
        ("paragraph", 2),
        ("bullets", 2),
        ("numbers", 2),
        ("paragraph", 1),
    ]
    assert blocks[1].lines[0] == (Span("通知のはがき"),)


@pytest.mark.parametrize("text", ["○○課へ", "1.5時間かかります", "-5度", "10時まで", "● ".strip()])
def test_what_only_looks_like_a_list_is_a_paragraph(text: str) -> None:
    assert blocks_of(text)[0].kind == "paragraph"


def test_only_https_becomes_a_link_and_the_sentence_keeps_its_signs() -> None:
    assert links("https://www.city.example.jp/a?b=1、またはhttp://x.example/") == [
        "https://www.city.example.jp/a?b=1"
    ]
    assert links("(https://x.example/a_(b)).") == ["https://x.example/a_(b)"]
    assert links("[市のページ](https://x.example/card)へ") == ["https://x.example/card"]
    assert links("[押す](javascript:alert(1)) ftp://x data:text/html,x") == []
    assert (
        "".join(span.text for span in blocks_of("見る https://x.example/。次")[0].lines[0])
        == "見る https://x.example/。次"
    )


@pytest.mark.req("SEC-18")
@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        'https://x.example/"onmouseover="alert(1)',
        "[<b>太字</b>](https://x.example/'><script>)",
    ],
)
def test_html_stays_text(text: str) -> None:
    page = shown(text)
    for tag in ("<script", "<img", "<b>", 'onmouseover="'):
        assert tag not in page
    assert "&lt;" in page or "&quot;" in page or "%22" in page
