"""What kinds of numbers there are, and who pays. Pure."""

from enum import StrEnum


class LineKind(StrEnum):
    TOLL_FREE = "toll_free"
    NAVI_DIAL = "navi_dial"
    IP_050 = "ip_050"
    GEOGRAPHIC = "geographic"


class Payer(StrEnum):
    CITY = "city"
    CALLER = "caller"
    CONTRACTOR = "contractor"
    AGENCY = "agency"


LINE_KIND_LABELS = {
    LineKind.TOLL_FREE: "フリーダイヤル",
    LineKind.NAVI_DIAL: "ナビダイヤル",
    LineKind.IP_050: "050番号（IP電話から）",
    LineKind.GEOGRAPHIC: "一般の番号",
}
PAYER_LABELS = {Payer.CITY: "市", Payer.CALLER: "発信者", Payer.CONTRACTOR: "受託者", Payer.AGENCY: "デジタル庁"}
