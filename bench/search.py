"""bin/bench search: does the search understand citizens, and how fast?

recall    the starter FAQ asked in the words of `bench/phrasings/tuning.csv` (ours), `unseen.csv` and `second_unseen.csv`
          (written by people who had not seen the FAQs; read in a final run only): is the expected answer first, among
          three, among ten?
held-out  phrasings of the FAQs themselves, a third of them at a time taken out of the index and asked for: how well
          words generalise to sayings that nobody has written down. The hardest figure, and the honest one.
faq       one search at 200, 2,000 and 20,000 FAQs: the best ten with marked excerpts, and typing suggestions
contacts  one search at 100,000 contacts, as an operator makes it: all words, synonyms too, newest first, a page of
          fifty

What is added to fill the index is invented and resembles the real entries, which is harder than random text.
"""

import argparse
import csv
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from bench._ground import machine, percentile, prepare, publish

prepare()

from django.db import connection  # noqa: E402
from tests.services.processes import Installation, new_installation  # noqa: E402

from madoguchi.accounts.rights import RIGHTS_BY_ROLE, Role  # noqa: E402
from madoguchi.contacts.finding.queries import found_by  # noqa: E402
from madoguchi.contacts.finding.rules import Conditions  # noqa: E402
from madoguchi.contacts.finding.searchable import KIND as CONTACT  # noqa: E402
from madoguchi.contacts.models import Contact  # noqa: E402
from madoguchi.contacts.rules import Channel, ContactState  # noqa: E402
from madoguchi.core import clock  # noqa: E402
from madoguchi.core.actors import Actor, UserKind  # noqa: E402
from madoguchi.core.search.actions import index_many  # noqa: E402
from madoguchi.core.search.models import SearchDocument  # noqa: E402
from madoguchi.core.search.narrowing import PAGE  # noqa: E402
from madoguchi.core.search.postings import forget_counts  # noqa: E402
from madoguchi.core.text.my_number import number_is_something_else  # noqa: E402
from madoguchi.knowledge.articles.queries import published_articles  # noqa: E402
from madoguchi.knowledge.articles.rules import Audience, RevisionState  # noqa: E402
from madoguchi.knowledge.articles.searchable import KIND, searched_fields  # noqa: E402
from madoguchi.knowledge.finding.queries import find, words_suggested  # noqa: E402
from madoguchi.knowledge.models import Article, Category, Revision  # noqa: E402
from madoguchi.knowledge.starter.texts import starter_categories  # noqa: E402

PHRASINGS = Path(__file__).with_name("phrasings")
SIZES = (200, 2_000, 20_000)
CONTACTS, READ = 100_000, 2_000
BEYOND_ARTICLES = 1_000_000  # keys of contacts: no article's words are copied with theirs
FOLDS = 3
AT_ONCE = 500
PLACES = ("本庁", "支所", "出張所", "西口", "東口", "中央", "北部", "南部", "駅前", "公民館")
TIMES = ("平日", "土曜", "日曜", "午前", "午後", "夕方", "月末", "年度末", "昼休み", "連休")
ASKED_OF_CONTACTS = (
    "暗証番号", "パスワード 忘れた", "受け取り 代理", "子ども 写真", "有効期限 更新", "引っ越し", "紛失 再発行 手数料",
    "電子証明書", "はがき 届かない", "予約 キャンセル", "コンビニ 住民票", "外国人 在留カード", "土曜 受け取り", "保険証",
    "苦情", "青い封筒", "顔写真 撮影", "委任状", "マイナポータル ログイン", "カード",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="bin/bench search", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--only", choices=["recall", "held-out", "faq", "contacts"])
    parser.add_argument(
        "--final", action="store_true", help="read the unseen ones too: nothing is tuned after this run"
    )
    options = parser.parse_args()
    with new_installation(options.db) as installation:
        installation.run("preset", "apply", "hatsukaichi")
        with installation.as_own_database():
            measures = {"recall": recall, "held-out": held_out, "faq": faq_latency, "contacts": contact_latency}
            for name in [options.only] if options.only else measures:
                for result in measures[name](options, installation):
                    publish({"name": f"search {name}", "db": options.db, **result, "conditions": machine()})


def recall(options: argparse.Namespace, installation: Installation) -> Iterable[dict[str, Any]]:
    """With a FAQ of its own size only: whoever asks wants one of these answers."""
    for name in ("tuning", "unseen", "second_unseen") if options.final else ("tuning",):
        rows = _phrasings(PHRASINGS / f"{name}.csv")
        yield {"set": name, **_recall(rows, _numbers_for)}


def held_out(options: argparse.Namespace, installation: Installation) -> Iterable[dict[str, Any]]:
    articles = list(published_articles())
    said = [(article, line) for article in articles for line in _current(article).phrasing_lines]
    Random(1).shuffle(said)
    rows, answers = [], {}
    for fold in range(FOLDS):
        out = {(article.pk, line) for article, line in said[fold::FOLDS]}
        index_many(KIND, {article.pk: _without(article, out) for article in articles})
        for article, line in said[fold::FOLDS]:
            rows.append((line, {article.number}))
            answers[line] = _numbers_for(line)
    index_many(KIND, {article.pk: searched_fields(article) for article in articles})
    yield {"set": f"phrasings, 1/{FOLDS} held out", **_recall(rows, answers.__getitem__)}


def faq_latency(options: argparse.Namespace, installation: Installation) -> Iterable[dict[str, Any]]:
    phrases = [phrase for phrase, _ in _phrasings(PHRASINGS / "tuning.csv")]
    typed = [phrase[:length] for phrase in phrases[:40] for length in (1, 2, 3)]
    for size in SIZES:
        _fill_articles(size)
        _settle(options.db)
        found = [
            _timed(lambda phrase=phrase: find(phrase, published_articles(), limit=10)) for phrase in phrases * 2
        ]
        yield {"what": "search", "faqs": size, **_latency(found)}
        yield {
            "what": "suggest",
            "faqs": size,
            **_latency(
                [_timed(lambda beginning=one: words_suggested(beginning, published_articles())) for one in typed]
            ),
        }


def contact_latency(options: argparse.Namespace, installation: Installation) -> Iterable[dict[str, Any]]:
    _fill_contacts(CONTACTS)
    _settle(options.db)
    operator = Actor(UserKind.CALL_CENTRE, "operator", RIGHTS_BY_ROLE[Role.OPERATOR])
    month = clock.today() - timedelta(days=30)
    for name, wanted in (("all contacts", Conditions()), ("one month", Conditions(since=month))):
        took = [
            _timed(lambda asked=asked: list(found_by(operator, asked)[:PAGE]))
            for asked in [replace(wanted, words=phrase) for phrase in ASKED_OF_CONTACTS] * 3
        ]
        yield {"what": name, "contacts": CONTACTS, **_latency(took)}


def _phrasings(path: Path) -> list[tuple[str, set[str]]]:
    """Columns `phrase` and `expected`: keys of the starter FAQ, a space between them."""
    numbers = {key: f"FAQ-{place:04d}" for place, key in enumerate(_keys(), start=1)}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if not {"phrase", "expected"} <= set(reader.fieldnames or ()):
            raise SystemExit(f"{path.name}: its columns are {reader.fieldnames}, not phrase and expected")
        asked = [(row["phrase"], {numbers[key] for key in row["expected"].split()}) for row in reader]
    return [(phrase, expected) for phrase, expected in asked if expected]  # what no FAQ answers cannot be found


def _keys() -> list[str]:
    return [one.key for category in starter_categories() for one in category.articles]


def _real_articles() -> list[Article]:
    """Those of the starter FAQ; whatever this measurement adds comes after them."""
    return list(published_articles().order_by("number")[: len(_keys())])


def _numbers_for(phrase: str) -> list[str]:
    return [one.article.number for one in find(phrase, published_articles(), limit=10)]


def _recall(rows: Sequence[tuple[str, set[str]]], answer: Callable[[str], list[str]]) -> dict[str, Any]:
    places = []
    for phrase, expected in rows:
        numbers = answer(phrase)
        places.append(
            next((place for place, number in enumerate(numbers) if number in expected), len(numbers) + 10)
        )
    shares = {
        f"recall_at_{most}": round(sum(place < most for place in places) / len(rows), 3) for most in (1, 3, 10)
    }
    return {"n": len(rows), **shares, "errors": 0}


def _without(article: Article, out: set[tuple[int, str]]) -> dict[str, str]:
    lines = [line for line in _current(article).phrasing_lines if (article.pk, line) not in out]
    return {**searched_fields(article), "phrasings": "\n".join(lines)}


def _current(article: Article) -> Revision:
    assert article.current is not None
    return article.current


def _fill_articles(size: int) -> None:
    """Copies of real ones with other words in them; from two thousand on, those again under other numbers."""
    real = _real_articles()
    random = Random(size)
    while (there := published_articles().count()) < min(size, READ):
        _add_articles(
            range(there + 1, min(size, READ, there + AT_ONCE) + 1), lambda one: _similar(one, random, real)
        )
    while (there := published_articles().count()) < size:
        some = list(published_articles().order_by("pk")[:READ])
        copied = iter(some)
        new = _add_articles(
            range(there + 1, min(size, there + READ) + 1),
            lambda one, copied=copied: _again(one, next(copied)),
            is_read=False,
        )
        _copy_articles_words({after.pk: before.pk for before, after in zip(some, new, strict=False)})


def _add_articles(
    numbers: Iterable[int], revision_of: Callable[[Article], Revision], *, is_read: bool = True
) -> list[Article]:
    category, now = Category.objects.first(), clock.now()
    articles = Article.objects.bulk_create(
        Article(number=f"FAQ-{number:06d}", category=category, made_at=now) for number in numbers
    )
    with number_is_something_else("invented"):
        revisions = Revision.objects.bulk_create(map(revision_of, articles))
    for article, revision in zip(articles, revisions, strict=True):
        article.current = revision
    Article.objects.bulk_update(articles, ["current"], batch_size=100)
    if is_read:
        index_many(KIND, {article.pk: searched_fields(article) for article in articles})
    return articles


def _again(article: Article, copied: Article) -> Revision:
    revision = Revision.objects.get(pk=copied.current_id)
    revision.pk, revision.article = None, article
    return revision


def _copy_articles_words(before_of: dict[int, int]) -> None:
    first = dict(SearchDocument.objects.filter(kind=KIND).values_list("key", "pk"))
    known = SearchDocument.objects.in_bulk([first[key] for key in before_of.values()])
    terms = {key: known[first[key]] for key in before_of.values()}
    SearchDocument.objects.bulk_create(
        (
            SearchDocument(kind=KIND, key=after, terms=terms[before].terms, lines=terms[before].lines)
            for after, before in before_of.items()
        ),
        batch_size=AT_ONCE,
    )
    further = {after - before for after, before in before_of.items()}
    with connection.cursor() as cursor:
        for step in further:
            keys = [before for after, before in before_of.items() if after - before == step]
            cursor.execute(
                "INSERT INTO core_searchposting (term, key, weight) SELECT p.term, p.key + %s, p.weight "
                "FROM core_searchposting p WHERE p.key BETWEEN %s AND %s",
                [step, min(keys), max(keys)],
            )


def _similar(article: Article, random: Random, real: Sequence[Article]) -> Revision:
    one, other = (_current(chosen) for chosen in random.sample(list(real), 2))
    where, when = random.choice(PLACES), random.choice(TIMES)
    return Revision(
        article=article,
        number=1,
        state=RevisionState.PUBLISHED,
        question=f"{where}で{when}に、{one.question}",
        phrasings="\n".join(
            [*random.sample(one.phrasing_lines, 2), f"{where} {random.choice(other.phrasing_lines)}"]
        ),
        short_answer=f"{where}の窓口では、{one.short_answer}",
        full_answer=f"{one.full_answer}\n{when}は{other.short_answer}",
        audience=Audience.INTERNAL,
        written_kind="system",
        written_at=article.made_at,
        published_at=article.made_at,
    )


def _fill_contacts(size: int) -> None:
    """Some are read by the dictionary; the others hold the same words in other records."""
    random = Random(size)
    real = [_current(article) for article in _real_articles()]
    now = clock.now()
    first = 0
    for start in range(0, size, READ):
        with number_is_something_else("invented"):  # random pairs of sentences hold twelve digits now and then
            contacts = Contact.objects.bulk_create(
                (_contact(number, random, real, now) for number in range(start, start + READ)), batch_size=AT_ONCE
            )
        if start == 0:
            first = contacts[0].pk
            for some in range(0, READ, AT_ONCE):
                texts = {
                    one.pk: {"content": one.content, "answer": one.answer}
                    for one in contacts[some : some + AT_ONCE]
                }
                index_many(CONTACT, texts)
        else:
            _copy_words(first, contacts[0].pk - first)


def _copy_words(first: int, further: int) -> None:
    kind = SearchDocument.objects.filter(kind=CONTACT, key__range=(first, first + READ - 1))
    SearchDocument.objects.bulk_create(
        (SearchDocument(kind=CONTACT, key=one.key + further, terms=one.terms) for one in kind), batch_size=AT_ONCE
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_searchposting (term, key, weight) SELECT p.term, p.key + %s, p.weight "
            "FROM core_searchposting p WHERE p.key BETWEEN %s AND %s ",
            [further, first, first + READ - 1],
        )


def _contact(number: int, random: Random, real: Sequence[Revision], now: Any) -> Contact:
    one, other = random.sample(list(real), 2)
    started = now - timedelta(minutes=5 * number)
    return Contact(
        number=BEYOND_ARTICLES + number,
        once_key=uuid4(),
        state=ContactState.COMPLETED,
        handler=f"operator-{number % 20}",
        started_at=started,
        recorded_at=started,
        channel=Channel.TELEPHONE,
        content="\n".join(
            [
                f"{random.choice(PLACES)}へ{random.choice(TIMES)}に行きたいとのこと。",
                f"「{random.choice(one.phrasing_lines)}」「{random.choice(other.phrasing_lines)}」とのお尋ね。",
            ]
        ),
        answer=f"{one.short_answer}\n{other.full_answer[:120]}",
    )


def _settle(db: str) -> None:
    """As after a night in which the database looked after itself, and no count of yesterday is remembered."""
    forget_counts()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if db == "postgres" else "ANALYZE")


def _timed(what: Callable[[], object]) -> tuple[float, float]:
    begun, busy = time.perf_counter(), time.process_time()
    what()
    return (time.perf_counter() - begun) * 1000, (time.process_time() - busy) * 1000


def _latency(took: list[tuple[float, float]]) -> dict[str, Any]:
    """By the clock, and what this process itself worked: all of it on SQLite, without the server on PostgreSQL."""
    sorted_ms, busy_ms = sorted(ms for ms, _ in took), sorted(ms for _, ms in took)
    return {
        "n": len(took),
        "per_second": round(len(took) / (sum(sorted_ms) / 1000), 1),
        "p50_ms": round(percentile(sorted_ms, 0.50), 1),
        "p95_ms": round(percentile(sorted_ms, 0.95), 1),
        "own_cpu_p95_ms": round(percentile(busy_ms, 0.95), 1),
        "errors": 0,
    }


main()
