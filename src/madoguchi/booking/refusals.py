"""What booking refuses, by name."""

from collections.abc import Sequence
from datetime import datetime

from madoguchi.core.refusals import Refusal


class SlotFull(Refusal):
    message = "申し訳ありません。この時間は、たった今いっぱいになりました。別の時間を選んでください。"


class SlotNotBookable(Refusal):
    message = "この時間は、予約を受け付けていません。別の時間を選んでください。"


class NationalSystemStops(Refusal):
    message = (
        "全国のシステム（J-LIS）が止まるため、この時間は、この手続きの予約を受け付けていません。"
        "別の時間を選んでください。"
    )


class OutageOverlaps(Refusal):
    message = "この時間には、すでに別の停止が登録されています。登録済みの停止の時間を変えてください。"


class OutageWouldBePast(Refusal):
    message = "終わりの日時は、始まりといまより後にしてください。"


class ReleaseWouldBePast(Refusal):
    message = "開放する日時は、いまより後にしてください。"


class OutageIsOver(Refusal):
    message = "この停止は、すでに終わっています。"


class PlacesNotFree(Refusal):
    """Places can only be protected where some are free, unless more are made."""

    def __init__(self, at: datetime) -> None:
        when = f"{at.month}月{at.day}日 {at:%H:%M}"
        super().__init__(f"{when}には、それだけの空きがありません。人数を減らすか、枠を増やして確保してください。")


class MovedAlready(Refusal):
    message = "この予約は、ほかの人がすでに移しました。"


class FormUsedAlready(Refusal):
    message = "この画面からの予約は、すでに受け付けています。別の予約をするときは、はじめからやり直してください。"


class ProcedureNotOffered(Refusal):
    message = "この手続きは、予約を受け付けていません。手続きを選び直してください。"


class NoBookingsHere(Refusal):
    message = "この窓口では、予約を受け付けていません。"


class BeyondService(Refusal):
    message = "サービス期間の外には、予約枠を公開できません。"


class DayIsOver(Refusal):
    message = "過ぎた日の予約枠は変えられません。"


class SlotsOverlap(Refusal):
    message = "予約枠の時間が重なっています。時間を直してください。"


class BookingIsOver(Refusal):
    message = "この予約は、すでに取り消されたか、終わっています。"


class TooLateToChange(Refusal):
    message = "変更と取消しの受付は終わりました。お電話でご連絡ください。"


class HoldLapsed(Refusal):
    message = "押さえていた時間が過ぎました。もう一度、時間を選んでください。入力した内容は残っています。"


class LastVisitor(Refusal):
    message = "一人もいない予約にはできません。予約を取り消してください。"


class FamilyBookingOff(Refusal):
    message = "一度に予約できるのは、お一人です。"


class TooManyVisitors(Refusal):
    def __init__(self, most: int) -> None:
        super().__init__(f"一度に予約できるのは、{most}人までです。")


class PeopleWouldLoseTheirPlace(Refusal):
    """Lowering or closing below what is taken: the people who would have to move come with it."""

    def __init__(self, numbers: Sequence[str]) -> None:
        self.numbers = tuple(numbers)
        super().__init__(
            f"すでに予約した人がいます（{len(self.numbers)}件）。先に移ってもらってください。"
            if self.numbers
            else "この時間は、予約の入力中の人に押さえられています。少し待ってください。"
        )


class NotThisStep(Refusal):
    message = "この予約は、いまその状態にはできません。画面を開き直して確かめてください。"


class NotMissedYet(Refusal):
    message = (
        "予約の日より前に「不来庁」にはできません。来られないと分かった方は、日時を変えるか、取り消してください。"
    )


class NotAtThatTime(Refusal):
    message = "実際の時刻は、予約の日の、いまより前の時刻にしてください。"


class UnknownOutcome(Refusal):
    message = "この結果は選べません。"


class TooManyLookUps(Refusal):
    """The same words whether the number exists or not."""

    message = "何度も違っていたため、しばらく調べられません。1時間ほど待ってから、もう一度お試しください。"


class BookedAlready(Refusal):
    message = "この予約は、もうできています。"


class NoLongerExtended(Refusal):
    message = "これ以上は延長できません。時間が過ぎても、入力した内容はしばらく残ります。"


class WorkFirst(Refusal):
    message = "予約が続いているため、確かめています。"


class TooManyHolds(Refusal):
    message = "この回線からの予約が、しばらくの間に多くなりすぎました。1時間ほど待つか、お電話でご予約ください。"


class TooManyBookings(Refusal):
    """The same words for the telephone and for the person: nobody learns who else has booked."""

    message = "ウェブで予約できる数を超えるため、受け付けられません。お手数ですが、お電話でご予約ください。"
