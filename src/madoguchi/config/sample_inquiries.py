"""The demo's inquiries by the form, and readers of its public FAQ. All of them are invented."""

import uuid
from datetime import timedelta

from madoguchi.contacts.inquiries.actions import Question, answer_inquiry, receive_inquiry
from madoguchi.contacts.inquiries.queries import takes_inquiries
from madoguchi.contacts.inquiries.rules import Outcome, Way
from madoguchi.contacts.items.queries import topics
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.knowledge.public.actions import Reader, count_opened, note_verdict, note_went_on
from madoguchi.knowledge.public.queries import faqs, is_public
from madoguchi.knowledge.public.rules import Reason, Step

# Hours ago, what was asked, by which way the answer is wanted, and what else was filled in.
QUESTIONS: tuple[tuple[int, str, Way, dict[str, str]], ...] = (
    (50, "スマートフォンを買い替えます。電子証明書はどうなりますか。", Way.MAIL, {"email": "mihon1@example.jp", "name": "見本"}),
    (26, "施設に入っている母のカードを、代わりに受け取れますか。", Way.TELEPHONE, {"phone": "09000000011", "name": "例田 太郎", "call_when": "平日の午後"}),
    (5, "暗証番号のロックを外したいです。予約はいりますか。", Way.RELAY, {"phone": "05000000012", "call_when": "午前中"}),
    (2, "カードをなくしました。再発行の手数料はいくらですか。", Way.FAX, {"fax": "0300000013", "name": "架空 一郎"}),
    (1, "英語の説明をふやしてほしいです。", Way.NONE, {}),
)  # fmt: skip
# Which reader found which answer helpful, and why not.
VERDICTS = (True, True, True, False, True, True, False, True, True, True)


def receive_inquiries(*, by: Actor) -> None:
    """The oldest one has been answered."""
    if not takes_inquiries():
        return
    topic = next(iter(topics()), "")
    for hours, content, way, more in QUESTIONS:
        with clock.as_if(clock.now() - timedelta(hours=hours)):
            question = Question(content=content, way=way, language="ja", topic=topic, **more)
            inquiry = receive_inquiry(question, once_key=uuid.uuid4(), line="")
        if way is Way.MAIL:
            text = "新しいスマートフォンに、もう一度入れ直してください。古いほうは、売る前に失効の手続きをしてください。"
            answer_inquiry(inquiry, way=way, outcome=Outcome.SENT, text=text, by=by)


def read_faqs() -> None:
    if not is_public():
        return
    articles = list(faqs()[: len(VERDICTS)])
    for at, (article, helped) in enumerate(zip(articles, VERDICTS, strict=False)):
        reader = Reader(f"sample-{at}", "sample")
        count_opened(article)
        note_verdict(article, helped=helped, reason=None if helped else Reason.NOT_MY_CASE, reader=reader)
        if not helped:
            note_went_on(Step.TELEPHONE, reader=reader)
