"""The telephone's part of a preset: the number, what callers hear, transfers, how long recordings are kept."""

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field

from madoguchi.core.actors import Actor
from madoguchi.core.preset import NotReadYet, PartValues, ReadBy, Row, Section
from madoguchi.municipality.kept import keep_values, settings_part

LATER = NotReadYet("calls")
Required = Annotated[str, Field(min_length=1)]


class Telephone(Section):
    number_kind: Annotated[
        Literal["toll_free", "navi_dial"], ReadBy("madoguchi.calls.lines.queries:numbers_of_contract")
    ] = Field(title="番号の種類")
    number: Annotated[str, ReadBy("madoguchi.web.frame.place:this_place")] = Field(
        title="電話番号", description="空なら決まっていません。"
    )
    ip_phone_number: Annotated[str, ReadBy("madoguchi.calls.lines.queries:numbers_of_contract")] = Field(
        title="IP電話からの番号（050）"
    )
    is_new_number: Annotated[bool, ReadBy("madoguchi.calls.lines.queries:wanted")] = Field(
        title="番号を新しく設ける"
    )
    number_reported_at_once: Annotated[bool, ReadBy("madoguchi.calls.lines.queries:wanted")] = Field(
        title="番号をすぐ市へ報告する"
    )
    lines_min: Annotated[int, ReadBy("madoguchi.calls.lines.queries:bounds_of")] = Field(
        title="回線数の下限", ge=0, description="0 は定めなし"
    )
    lines_grow: Annotated[bool, ReadBy("madoguchi.calls.lines.queries:days_without_a_free_line")] = Field(
        title="必要に応じて回線を増やす"
    )
    charges_paid_by: Annotated[
        Literal["city", "caller", "contractor", "agency"], ReadBy("madoguchi.calls.lines.queries:payer_of_contract")
    ] = Field(title="通話料を負担する人")
    all_regions: Annotated[bool, ReadBy("madoguchi.calls.lines.queries:wanted")] = Field(
        title="全国の固定・携帯・スマートフォンから"
    )
    equal_distribution: Annotated[bool, ReadBy("madoguchi.telephony.asterisk.config.queries:plan_now")] = Field(
        title="着信を均等に配る", description="最も長く電話を受けていない人から順に鳴ります。"
    )
    number_at_end: Annotated[
        Literal["not_stated", "handed_over_or_cancelled", "continues"],
        ReadBy("madoguchi.calls.lines.queries:wanted"),
    ] = Field(title="業務終了後の番号")
    desk_phones: Annotated[bool, ReadBy("madoguchi.calls.agents.queries:devices_offered")] = Field(
        title="多機能電話機を使う"
    )
    name_transfer_no_forwarding: Annotated[bool, ReadBy("madoguchi.calls.lines.queries:wanted")] = Field(
        title="名義変更で引き継ぎ、転送しない"
    )
    after_call_seconds: Annotated[int, ReadBy("madoguchi.calls.agents.queries:after_call_limit_seconds")] = Field(
        title="後処理の上限（秒）",
        ge=0,
        le=3600,
        description="通話のあと、これを過ぎると、受付可に戻ります。0 は上限なし。",
    )
    records_every_call: Annotated[bool, ReadBy("madoguchi.calls.recordings.queries:every_call_is_recorded")] = (
        Field(title="全件を録音する")
    )
    outgoing_calls_a_week: Annotated[
        Literal["none", "few", "not_stated"], ReadBy("madoguchi.calls.lines.queries:expected_outgoing")
    ] = Field(title="発信の件数（週）")
    outgoing_minutes: Annotated[int, ReadBy("madoguchi.calls.lines.queries:expected_outgoing")] = Field(
        title="発信1件の分数", ge=0
    )
    short_abandon_seconds: Annotated[float, ReadBy("madoguchi.calls.ledger.queries:short_abandon_seconds")] = Field(
        title="「すぐに切断」とみなす待ち時間（秒）",
        ge=0,
        le=60,
        description="待ち列に入ってからこの秒数以内に切れた通話を、放棄と分けて数えます。",
    )
    costs_paid_by_contractor: Annotated[bool, ReadBy("madoguchi.calls.lines.queries:minutes_of")] = Field(
        title="回線などの費用は受託者の負担"
    )
    booking_check: Annotated[bool, ReadBy("madoguchi.calls.announcements.queries:checks_bookings")] = Field(
        title="番号を押して予約を確かめられる",
        description="予約番号と電話番号を押すと、予約の日時を読み上げます。人が出る契約では使いません（000 Q2）。",
    )


class Announcements(Section):
    out_of_hours: Annotated[Required, ReadBy("madoguchi.calls.announcements.queries:fixed_words")] = Field(
        title="時間外の案内",
        description="契約の文面です。時間外であることを言う文は変えられません（A-46）。流す文面は「音声案内」で変えます。",
    )
    congestion: Annotated[Required, ReadBy("madoguchi.calls.announcements.first:lay_first")] = Field(
        title="混雑時の案内", description="契約の文面です。流す文面は「音声案内」で変えます。"
    )
    approved_by: Annotated[
        Literal["city", "city_or_manager"], ReadBy("madoguchi.calls.announcements.queries:approved_by_city_only")
    ] = Field(title="音声案内を承認する人", description="業務責任者も承認できるかどうか。要確認")
    overflow: Annotated[
        Literal["message_queue_then_message", "automatic_answer", "queue"],
        ReadBy("madoguchi.calls.policy.queries:waiting_files"),
    ] = Field(title="席が足りないときの扱い", description="A-45")
    queue_limit_seconds: Annotated[int, ReadBy("madoguchi.calls.policy.queries:waiting_files")] = Field(
        title="待ち時間の上限（秒）", ge=0, description="0 は上限なし"
    )
    says_position: Annotated[bool, ReadBy("madoguchi.calls.announcements.queries:says_position")] = Field(
        title="待っている順番を伝える",
        description="「ただいまの、お待ちの順番は、3番目です。」と、待ち始めと、順番が変わったときに流れます。",
        default=False,
    )
    says_wait: Annotated[bool, ReadBy("madoguchi.calls.announcements.queries:says_wait")] = Field(
        title="待ち時間の目安を伝える",
        description="待ち始めに一度、最近の待ち時間から「およそ3分です。」と流れます。まだ分からないときは流れません。",
        default=False,
    )
    says_web_hint: Annotated[bool, ReadBy("madoguchi.calls.announcements.queries:says_web_hint")] = Field(
        title="待つ間に予約サイトを案内する",
        description="予約をこのサイトで受け付ける契約でだけ流れます。",
        default=False,
    )
    call_back_at: Annotated[
        list[Literal["waiting", "overflow", "after_hours"]],
        ReadBy("madoguchi.calls.announcements.queries:call_backs_taken"),
    ] = Field(
        title="かけ直しの希望を尋ねる場面",
        description="待つ間は、案内のあとに1を押して頼みます。",
        default=["overflow"],
    )
    call_back_minutes: Annotated[
        int, ReadBy("madoguchi.contacts.call_backs.queries:wish_is_due_at"), Field(ge=1, le=2880)
    ] = Field(
        title="かけ直すまでの目安（受付時間の分）",
        description="受け付けてから、電話の受付時間だけを数えます。",
        default=120,
    )


class PronunciationRow(Row):
    """A word that the voice would read wrongly, and how it is read."""

    word: Annotated[str, ReadBy("madoguchi.calls.announcements.queries:readings")] = Field(
        title="語", min_length=1, max_length=40
    )
    reading: Annotated[str, ReadBy("madoguchi.calls.announcements.queries:readings")] = Field(
        title="読み", pattern=r"^[ァ-ヴー・]+$", max_length=80, description="カタカナ"
    )


class Transfer(Section):
    content_told_first: Annotated[
        bool,
        ReadBy("madoguchi.contacts.escalations.settings:content_told_first"),
        Field(title="用件を伝えてからつなぐ"),
    ]
    free_numbers: Annotated[
        bool,
        ReadBy("madoguchi.calls.orders.queries:free_numbers"),
        Field(
            False,
            title="一覧にない外線へも転送できる",
            description="いいえのとき、外線への転送は、所管課の一覧にある番号だけです。",
        ),
    ]
    caller_waits: Annotated[
        bool,
        ReadBy("madoguchi.contacts.escalations.settings:caller_waits"),
        Field(title="つなぐ間、相手を待たせる"),
    ]
    call_back_after_hang_up: Annotated[
        bool,
        ReadBy("madoguchi.contacts.call_backs.queries:may_be_agreed"),
        Field(title="切れた電話への折り返し"),
    ]
    answer_kept_ready: Annotated[
        bool,
        ReadBy("madoguchi.contacts.call_backs.queries:answer_kept_ready"),
        Field(
            title="再入電に備えて回答を用意する",
            description="約束した折り返しがつながらなければ、それで終え、回答を用意して待ちます。",
        ),
    ]


class Retention(Section):
    recordings_days: Annotated[int, ReadBy("madoguchi.calls.recordings.queries:days_kept")] = Field(
        title="録音の保存（日）", ge=1, le=3660
    )
    recordings_are_proposed: Annotated[bool, ReadBy("madoguchi.calls.recordings.queries:days_are_proposed")] = (
        Field(title="録音の保存日数は提案値")
    )
    transcripts_days: Annotated[int, LATER] = Field(title="文字起こしの保存（日）", ge=1, le=3660)
    transcripts_masked: Annotated[bool, LATER] = Field(title="文字起こしの個人情報を伏せる")
    records_days: Annotated[int, ReadBy("madoguchi.contacts.keeping.queries:terms")] = Field(
        title="応対記録の保存（日）", ge=0, description="0 は契約の終わりまで"
    )
    personal_records_days: Annotated[int, ReadBy("madoguchi.contacts.keeping.queries:terms")] = Field(
        title="応対記録の個人情報の保存（日）",
        ge=0,
        description="過ぎると、記録を残したまま個人情報だけを消します。0 は契約の終わりまで",
    )
    hold_per_case: Annotated[bool, ReadBy("madoguchi.calls.recordings.queries:may_be_held")] = Field(
        title="件ごとに消去を止められる"
    )
    photographs: Annotated[Literal["none", "deleted_at_once"], NotReadYet("fieldwork")] = Field(title="写真の扱い")
    personal_data_only_if_indispensable: Annotated[
        bool, ReadBy("madoguchi.contacts.takeover.queries:masks_at_takeover")
    ] = Field(title="個人情報は必要なものだけ保存する")
    at_end_recordings: Annotated[
        Literal["erase_and_report", "not_stated"], ReadBy("madoguchi.calls.recordings.queries:erases_at_end")
    ] = Field(title="契約終了時の録音", description="A-25")
    at_end_personal_data: Annotated[
        Literal["return_then_erase_and_report", "hand_over_then_erase_and_report", "not_stated"],
        NotReadYet("obligations"),
    ] = Field(title="契約終了時の個人情報", description="A-24, A-25")


_KEPT = settings_part(
    "calls",
    sections={
        "telephone": Telephone,
        "announcements": Announcements,
        "transfer": Transfer,
        "retention": Retention,
    },
    tables={"pronunciations.csv": PronunciationRow},
)


def _apply(values: PartValues, by: Actor) -> None:
    """The settings, and what an installation begins with because of them."""
    from madoguchi.calls.announcements.first import lay_first
    from madoguchi.calls.lines.actions import begin_with_contract

    keep_values(values, by)
    lay_first(by)
    begin_with_contract(by=by)


PART = replace(_KEPT, apply=_apply)
