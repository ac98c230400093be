"""The states of who answers the telephone. Pure."""

from enum import StrEnum


class State(StrEnum):
    SIGNED_OUT = "signed_out"
    READY = "ready"
    RINGING = "ringing"
    TALKING = "talking"
    HOLD = "hold"
    AFTER_CALL = "after_call"
    BREAK = "break"
    AWAY = "away"
    TRAINING = "training"


STATE_LABELS = {
    State.SIGNED_OUT: "退席",
    State.READY: "受付可",
    State.RINGING: "呼出中",
    State.TALKING: "通話中",
    State.HOLD: "保留中",
    State.AFTER_CALL: "後処理",
    State.BREAK: "休憩",
    State.AWAY: "離席",
    State.TRAINING: "研修",
}


class Device(StrEnum):
    SOFT_PHONE = "soft_phone"
    DESK_PHONE = "desk_phone"
    NONE = "none"


DEVICE_LABELS = {
    Device.SOFT_PHONE: "ブラウザー電話",
    Device.DESK_PHONE: "電話機",
    Device.NONE: "なし（手で記録）",
}
