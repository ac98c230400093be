"""A month of invented contacts for the demo: who called when, what they asked, what they were told."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from madoguchi.booking.models import Booking
from madoguchi.config.sample_desk import KEY, Desk
from madoguchi.contacts.drafts.actions import note_article, open_contact, save_draft
from madoguchi.contacts.items.queries import items_in_order, topics
from madoguchi.contacts.records.actions import close_contact, prepare_answer, record_contact
from madoguchi.contacts.records.written import Written
from madoguchi.contacts.rules import Channel, ContactState, Kind, Level, Transfer
from madoguchi.contacts.telephone.rules import BY_TELEPHONE
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.search.queries import ranked
from madoguchi.knowledge.articles.models import Article
from madoguchi.knowledge.articles.queries import published_articles
from madoguchi.municipality.queries import open_days

SEED = 20261121
DAYS_BACK = 28
# What is answered on a day, the calls in which somebody books among it.
TALKS_A_DAY = (11, 15)
MINUTE = timedelta(minutes=1)
# What goes wrong in every centre, here seldom and on purpose, so that there is something to reconcile.
NUMBER_FORGOTTEN, WRONG_CHANNEL = 0.02, 0.02
CHANNELS = [Channel.TELEPHONE] * 17 + [Channel.COUNTER, Channel.RELAY, Channel.FAX]
PEOPLE = [
    ("見本 花子", "ミホン ハナコ"), ("例田 太郎", "レイダ タロウ"), ("架空 一郎", "カクウ イチロウ"),
    ("試山 さくら", "タメシヤマ サクラ"), ("仮野 健", "カリノ ケン"), ("模擬川 洋子", "モギカワ ヨウコ"),
    ("雛形 茂", "ヒナガタ シゲル"), ("想定 和子", "ソウテイ カズコ"), ("演習 翔太", "エンシュウ ショウタ"),
]  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """What somebody wants, and what they are told. `about` is part of the name of a topic, where there is one."""

    about: str
    content: str
    answer: str
    kind: Kind = Kind.INQUIRY
    intention: str = ""
    transfer: Transfer = Transfer.NONE
    to: str = ""
    language: str = "ja"


SCENES = [
    Scene("受取", "交付のはがきが届いた。受取りに何を持って行けばよいか。", "はがき、本人確認書類、持っていれば通知カードを案内した。"),
    Scene("受取", "家族が代わりに受け取れるか。", "病気や長期の出張など、代理が認められる場合と書類を案内した。"),
    Scene("受取", "はがきをなくした。受け取れるか。", "本人確認書類が2点あれば受け取れることを案内した。"),
    Scene("受取", "土曜日に受け取れるか。", "休日の開庁日と予約の方法を案内した。"),
    Scene("予約", "予約した日に行けなくなった。変えたい。", "希望の日を聞き、空いている時間に変えた。"),
    Scene("予約", "予約の番号を忘れた。", "電話番号から予約を探し、番号と日時を伝えた。"),
    Scene("予約", "当日でも予約できるか。", "前日までの受付であることと、次に空いている日を案内した。"),
    Scene("取消", "予約を取り消したい。", "予約番号を確かめ、取り消した。"),
    Scene("持ち物", "子どもの分も一緒に手続きしたい。持ち物は。", "子どもの書類と、保護者の本人確認書類を案内した。"),
    Scene("代理", "施設に入っている母の更新を頼めるか。", "照会書兼回答書の流れと、代理の方の書類を案内した。"),
    Scene("申請", "カードをなくした。作り直したい。", "一時停止の電話窓口と、再交付の申請と手数料を案内した。"),
    Scene("申請", "スマートフォンで申請したが、写真を直すよう連絡が来た。", "写真の規格と、申請のやり直し方を案内した。"),
    Scene("申請", "有効期限の通知が届いた。カードと電子証明書のどちらの更新か。", "通知の種類を聞き取り、カードの更新は申請から受取りまで約1か月かかることを案内した。"),
    Scene("証明書", "電子証明書の更新に予約はいるか。", "予約の要否と持ち物、手数料がかからないことを案内した。"),
    Scene("証明書", "暗証番号を間違えて使えなくなった。", "窓口での初期化と、持ち物を案内した。"),
    Scene("証明書", "引っ越したら署名用の電子証明書が使えない。", "住所の変更で失効することと、窓口での発行を案内した。"),
    Scene("保険証", "保険証としての登録の仕方を知りたい。", "マイナポータルと医療機関の機器での登録を案内した。"),
    Scene("公金", "給付金の口座を登録したい。", "マイナポータルでの登録の手順を案内した。"),
    Scene("通信", "パソコンで申請したいが、カードの読み取り機がない。", "対応するスマートフォンでの読み取りを案内した。"),
    Scene("通知カード", "通知カードをなくした。再発行できるか。", "再発行は終わっていることと、番号の確かめ方を案内した。"),
    Scene("市独自", "出張の申請サポートはいつあるか。", "今月の会場と時間を案内した。"),
    Scene("受取", "How can I get my card? I have received a postcard.", "やさしい日本語と英語で、持ち物と予約を案内した。", language="en"),
    Scene("申請", "在留期間を延ばした。カードの期限はどうなるか。", "期限までに窓口での手続きが要ることを案内した。"),
    Scene("その他", "税の証明書について聞きたい。", "内容を伝えて担当課に取り次いだ。", transfer=Transfer.TRANSFERRED, to="市民税課"),
    Scene("その他", "転出の届けをしたい。", "内容を伝えて担当課に取り次いだ。", transfer=Transfer.TRANSFERRED, to="市民課"),
    Scene("その他", "国の制度の今後の予定を知りたい。", "国の総合フリーダイヤルを案内した。", transfer=Transfer.NUMBER_TOLD, to="マイナンバー総合フリーダイヤル"),
    Scene("予約", "電話がなかなかつながらない。", "おわびし、つながりやすい時間とウェブの予約を案内した。", Kind.COMPLAINT, "朝の電話をつながりやすくしてほしい。返事は不要。"),
    Scene("受取", "窓口で長く待たされた。", "おわびし、事情を聞き取った。市に伝えることを約束した。", Kind.COMPLAINT, "予約した時刻に始めてほしい。次の来庁のときに確かめる。"),
    Scene("予約", "夜も予約を受けてほしい。", "意見として記録することを伝えた。", Kind.WISH, "平日の19時ごろまで受けてほしい。返事は不要。"),
    Scene("その他", "窓口の案内が親切だった。", "お礼を伝えた。", Kind.OPINION, "担当者に伝えてほしい。"),
]  # fmt: skip


def record_contacts(desk: Desk, operator: Actor, supervisor: Actor) -> None:
    """The last ones of today stand half-written, as they do in every room with telephones."""
    random = Random(SEED)  # noqa: S311 - plausible, not secret
    today = clock.today()
    for day in open_days("telephone", today - timedelta(days=DAYS_BACK), today) or [today]:
        left = random.randint(*TALKS_A_DAY) - desk.given(day)
        for began_at, answering in desk.talks(day, max(left, 0)):
            _take_a_call(began_at, answering, supervisor, random)
    _leave_a_draft(operator)


def _take_a_call(began_at: datetime, by: Actor, supervisor: Actor, random: Random) -> None:
    scene = random.choice(_scenes_here())
    state, level = _end(scene, random)
    asked = {item.name for item in items_in_order()}
    person: dict[str, Any] = {}
    if random.random() < 0.5:
        name, kana = random.choice(PEOPLE)
        person = {"party_name": name, "party_kana": kana, "party_phone": f"0900000{random.randrange(10_000):04d}"}
    channel, once_key = random.choice(CHANNELS), uuid.UUID(int=random.getrandbits(128))
    came_by_telephone = channel.value in BY_TELEPHONE and random.random() >= WRONG_CHANNEL
    with clock.as_if(began_at):
        contact = open_contact(
            once_key, channel=channel, by=by, call_key=f"{KEY}{once_key.hex}" if came_by_telephone else ""
        )
    with clock.as_if(began_at + random.randrange(2, 9) * MINUTE):
        article = _article_for(scene.content)
        if article is not None and scene.transfer is Transfer.NONE:
            note_article(contact, article.number, is_used=random.random() < 0.8, by=by)
        close_contact(
            contact,
            Written(
                channel=Channel(contact.channel),
                kind=scene.kind,
                topic=_topic(scene.about, random),
                content=scene.content,
                answer=scene.answer if state is ContactState.COMPLETED else "",
                intention=scene.intention,
                transfer=scene.transfer,
                transfer_to=scene.to,
                language=scene.language,
                tags=("待ち時間",) if "待た" in scene.content and "tags" in asked else (),
                **{item: value for item, value in person.items() if item in asked},
            ),
            to=state,
            level=level,
            by=by,
        )
        if state is ContactState.IN_PROGRESS and person and random.random() < 0.5:
            prepare_answer(
                contact, "12月の休日開庁は第2日曜です。予約は電話とウェブで受けています。", by=supervisor
            )


def write_of_booking(booking: Booking, began_at: datetime, *, by: Actor, random: Random) -> None:
    """The record of the call in which somebody has booked."""
    asked = {item.name for item in items_in_order()}
    party: dict[str, Any] = {
        "party_name": booking.name,
        "party_kana": booking.kana,
        "party_phone": booking.phone,
    }
    once_key = uuid.UUID(int=random.getrandbits(128))
    with clock.as_if(booking.made_at + timedelta(seconds=random.randrange(20, 90))):
        record_contact(
            Written(
                channel=Channel.TELEPHONE,
                topic=_topic("予約", random),
                content="予約を取りたい。",
                answer="希望の日時を聞き、予約を取って、予約番号と持ち物を伝えた。",
                booking_number="" if random.random() < NUMBER_FORGOTTEN else booking.number,
                **{item: value for item, value in party.items() if item in asked},
            ),
            once_key=once_key,
            state=ContactState.COMPLETED,
            started_at=began_at,
            call_key=f"{KEY}{once_key.hex}",
            by=by,
        )


def write_of_call(call_key: str, began_at: datetime, *, hands_on: bool, by: Actor, random: Random) -> None:
    """A record of a call of long ago, without a person in it."""
    fitting = [
        scene
        for scene in _scenes_here()
        if scene.kind is Kind.INQUIRY and (scene.transfer is Transfer.TRANSFERRED) == hands_on
    ]
    scene = random.choice(fitting)
    with clock.as_if(began_at + timedelta(minutes=4)):
        record_contact(
            Written(
                channel=Channel.TELEPHONE,
                kind=scene.kind,
                topic=_topic(scene.about, random),
                content=scene.content,
                answer=scene.answer,
                transfer=scene.transfer,
                transfer_to=scene.to,
                language=scene.language,
            ),
            once_key=uuid.UUID(int=random.getrandbits(128)),
            state=ContactState.COMPLETED,
            started_at=began_at,
            call_key=call_key,
            by=by,
        )


def _end(scene: Scene, random: Random) -> tuple[ContactState, Level]:
    chance = random.random()
    if scene.kind is Kind.COMPLAINT and chance < 0.4:
        return ContactState.ESCALATED, Level.SUPERVISOR
    if scene.kind is Kind.INQUIRY and chance < 0.06:
        return ContactState.IN_PROGRESS, Level.OPERATOR
    return ContactState.COMPLETED, Level.OPERATOR


def _scenes_here() -> list[Scene]:
    """What people ask about where this is answered; and what they ask everywhere."""
    known = " ".join(topics())
    return [scene for scene in SCENES if scene.about in known or scene.about == "その他" or scene.intention]


def _topic(about: str, random: Random) -> str:
    known = topics()
    fitting = [topic for topic in known if about in topic]
    return fitting[0] if fitting else random.choice(known) if known else ""


def _article_for(words: str) -> Article | None:
    hits = ranked("article", words, among=published_articles(), limit=1)
    return published_articles().filter(pk=hits[0].key).first() if hits else None


def _leave_a_draft(by: Actor) -> None:
    contact = open_contact(uuid.uuid4(), channel=Channel.TELEPHONE, by=by)
    save_draft(contact, {"content": "カードの更新の通知が届いたが、いつまでに"}, version=0, by=by)
