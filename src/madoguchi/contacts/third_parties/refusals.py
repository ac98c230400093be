"""What giving records to others refuses, by name."""

from madoguchi.core.refusals import Refusal


class NotApproved(Refusal):
    message = "この承認は、期間の外か、取り消されています。委託者の承認がなければ、第三者に渡せません。"


class OnlyTheClientApproves(Refusal):
    message = "第三者への提供を承認できるのは、市（委託者）だけです。"


class DaysTurned(Refusal):
    message = "終わりの日は、始まりの日と同じか、あとの日にしてください。"
