"""What the demo's centre could not answer by itself: departments, cases at every level, a call-back, transfers.

Extensions and numbers are invented, and say so (見本); nobody has a number that begins with 042-000.
"""

import uuid
from datetime import timedelta

from madoguchi.accounts.demo import login_id_of
from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import RIGHTS_BY_ROLE, USER_KINDS, Role
from madoguchi.config.sample_desk import KEY
from madoguchi.contacts.escalations.actions import answer, escalate, hand_up, take_over
from madoguchi.contacts.escalations.rules import Caller, Reason
from madoguchi.contacts.escalations.settings import escalates_to_city
from madoguchi.contacts.escalations.transfers import record_transfer
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import record_contact
from madoguchi.contacts.records.written import Written
from madoguchi.contacts.rules import Channel, ContactState, Kind, Level, Transfer
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.departments.actions import make_department, set_members
from madoguchi.municipality.departments.models import Department
from madoguchi.municipality.queries import value_of

WEEK = {kind: ["08:30-17:15"] for kind in ("mon", "tue", "wed", "thu", "fri")}
SAMPLE = "見本（実在しません）"
DEPARTMENTS = (
    ("mihon-card", "見本 市民課 カード担当", "みほん しみんか かーどたんとう", "マイナンバーカードの交付\n電子証明書\n苦情・要望", "1234", "042-000-0010", True),
    ("mihon-hoken", "見本 保険年金課", "みほん ほけんねんきんか", "国民健康保険\n保険証利用\n国民年金", "1250", "042-000-0020", True),
    ("mihon-kouza", "見本 福祉課", "みほん ふくしか", "公金受取口座\n給付金", "1270", "042-000-0030", True),
    ("mihon-shucchou", "見本 出張所", "みほん しゅっちょうじょ", "住民票の写し\n印鑑登録\n出張所への問合せ", "", "042-000-0099", False),
)  # fmt: skip


def hand_on_some_cases() -> None:
    """Once: a second call changes nothing."""
    if Department.objects.filter(code=DEPARTMENTS[0][0]).exists():
        return
    operator, supervisor, manager = (_acting(role) for role in (Role.OPERATOR, Role.SUPERVISOR, Role.MANAGER))
    found = _departments(by=_acting(Role.CITY_ADMIN))
    card, outside = found[0], found[-1]
    now = clock.now()
    with clock.as_if(now - timedelta(hours=3)):
        case = escalate(
            _contact("顔認証マイナンバーカードへ変えたあと、暗証番号は何に使うのか。", Kind.INQUIRY, by=operator),
            to=Level.SUPERVISOR,
            reason=Reason.SPECIAL,
            question="利用者証明用電子証明書が使えるかどうか、確かめてください。",
            caller=Caller.CALLS_AGAIN,
            by=operator,
        )
    with clock.as_if(now - timedelta(hours=2)):
        answer(case, "暗証番号の設定がいらないカードです。コンビニ交付などには使えません。", by=supervisor)
        waiting = escalate(
            _contact("外国からの転入で、在留期間の延長後の更新をいつできるか。", Kind.INQUIRY, by=operator),
            to=Level.SUPERVISOR,
            reason=Reason.HARD,
            question="延長の手続き中の場合の扱いを教えてください。",
            caller=Caller.CALLS_AGAIN,
            by=operator,
        )
        take_over(waiting, by=supervisor)
    with clock.as_if(now - timedelta(minutes=40)):
        complaint = escalate(
            _contact("予約した時刻に行ったのに、40分待たされた。", Kind.COMPLAINT, by=operator),
            to=Level.SUPERVISOR,
            reason=Reason.COMPLAINT,
            question="予約の時刻と待ち時間について、市の考えがいります。",
            caller=Caller.CALLS_AGAIN,
            by=operator,
        )
        complaint = hand_up(complaint, to=Level.GENERAL_MANAGER, text="運用の見直しになりそうです。", by=supervisor)
        if escalates_to_city():
            hand_up(
                complaint,
                to=Level.DEPARTMENT,
                department=card,
                text="待ち時間の表示を検討できるか、教えてください。",
                by=manager,
            )
    with clock.as_if(now - timedelta(minutes=25)):
        told = _contact("出張所の開いている時間を知りたい。", Kind.INQUIRY, by=operator, to=ContactState.COMPLETED)
        record_transfer(told, department=outside, told_first=False, result=Transfer.NUMBER_TOLD, by=operator)
    with clock.as_if(now - timedelta(minutes=15)):
        put_through = _contact(
            "自分のカードの交付の状況を確かめたい。", Kind.INQUIRY, by=operator, to=ContactState.COMPLETED
        )
        record_transfer(put_through, department=card, told_first=True, result=Transfer.TRANSFERRED, by=operator)


def _departments(*, by: Actor) -> list[Department]:
    first = Department.objects.count() + 1
    made = [
        make_department(
            code,
            by=by,
            position=first + place,
            name=name,
            reading=reading,
            duties=duties,
            extension=extension,
            phone=phone,
            is_transferable=is_transferable,
            transfer_first=f"内線 {extension}" if extension else "",
            transfer_then="庶務係（見本）" if extension else "",
            when_closed="引継ぎとして記録し、翌開庁日に答えを受ける" if extension else "電話番号だけを案内する",
            week=WEEK,
            note=SAMPLE,
        )
        for place, (code, name, reading, duties, extension, phone, is_transferable) in enumerate(DEPARTMENTS)
    ]
    set_members(made[0], Staff.objects.filter(login_id=login_id_of(Role.CITY_CLERK)), by=by)
    return made


def _contact(content: str, kind: Kind, *, by: Actor, to: ContactState = ContactState.IN_PROGRESS) -> Contact:
    topics = value_of("contacts.topics") or [""]
    written = Written(
        channel=Channel.TELEPHONE,
        kind=kind,
        topic=topics[0],
        content=content,
        answer="案内しました。" if to is ContactState.COMPLETED else "",
        intention="待ち時間を前もって知らせてほしい。" if kind is Kind.COMPLAINT else "",
        party_name="見本 花子",
        party_phone="09000000012",
    )
    once_key = uuid.uuid4()
    return record_contact(
        written,
        once_key=once_key,
        state=to,
        by=by,
        started_at=clock.now() - timedelta(minutes=4),
        call_key=f"{KEY}{once_key.hex}",
    )


def _acting(role: Role) -> Actor:
    return Actor(USER_KINDS[role], login_id_of(role), RIGHTS_BY_ROLE[role])
