"""What recordings refuse, by name."""

from madoguchi.core.refusals import Refusal


class NotRecorded(Refusal):
    message = "この契約では、録音の機能を使っていません。"


class NotThere(Refusal):
    message = "この録音は、いまは聞けません。"


class RecordingIsErased(NotThere):
    message = "この録音は、消去されています。"


class RecordingIsMissing(NotThere):
    message = "録音のファイルが見つかりません。システムの担当者に知らせてください。"


class RecordingIsDamaged(NotThere):
    message = (
        "録音のファイルが壊れているか、書き換えられています。再生できません。システムの担当者に知らせてください。"
    )


class NoRecordingKey(NotThere):
    message = "録音の暗号鍵が設定されていません（MADOGUCHI_RECORDING_KEYS）。システムの担当者に知らせてください。"


class KeyUnknown(NotThere):
    message = "この録音の暗号鍵が見つかりません。システムの担当者に知らせてください。"

    def __init__(self, key_id: str) -> None:
        super().__init__()
        self.key_id = key_id


class ListeningIsOver(Refusal):
    message = "聞ける時間が過ぎました。もう一度、聞く理由を選んでください。"


class ReasonMissing(Refusal):
    message = "理由を書いてください。"


class RecordingIsHeld(Refusal):
    message = "この録音は保全されています。保全を解くまで、消せません。"


class HoldsNotAgreed(Refusal):
    message = "この契約では、件ごとの保全を使いません。"


class NothingToHandOver(Refusal):
    message = "引き渡せる録音が選ばれていません。"


class TooMuchAtOnce(Refusal):
    message = "一度に引き渡せるのは、100件・200MBまでです。分けてください。"


class PackageIsOver(Refusal):
    message = "この引渡しのファイルは、作った人が、作ってから7日のあいだ受け取れます。作り直してください。"


class StillInService(Refusal):
    message = "業務の期間が終わるまで、まとめて消去することはできません。"
