"""`madoguchi search faq PHRASE`: what the search answers. `madoguchi search rebuild`: the index anew."""

import argparse
import json

from madoguchi.core.search.actions import index_anew
from madoguchi.core.search.kinds import kinds
from madoguchi.knowledge.articles.queries import published_articles
from madoguchi.knowledge.finding.queries import find

HELP = "Ask the search as people do; build its index anew."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    faq = actions.add_parser("faq", help="the published articles that answer best, one JSON line each")
    faq.add_argument("phrase", metavar="PHRASE")
    faq.add_argument("--limit", type=int, default=3)
    actions.add_parser("rebuild", help="index every document anew, while people go on searching")


def run(options: argparse.Namespace) -> int:
    return {"faq": _faq, "rebuild": _rebuild}[options.action](options)


def _faq(options: argparse.Namespace) -> int:
    for one in find(options.phrase, published_articles(), limit=max(1, options.limit)):
        revision = one.article.current
        answer = (revision.short_answer or revision.full_answer) if revision else ""
        line = {
            "title": "".join(text for text, _ in one.question),
            "answer": answer,
            "score": one.score,
            "number": one.article.number,
        }
        print(json.dumps(line, ensure_ascii=False))
    return 0


def _rebuild(options: argparse.Namespace) -> int:
    for kind in kinds():
        print(f"{kind.name}: {index_anew(kind.name)} 件")
    return 0
