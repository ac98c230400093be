"""A wrong preset: every problem at once, each with its file, its key and the reason in Japanese; nothing written."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from madoguchi.config import presets
from madoguchi.config.cli import main
from madoguchi.core.history.models import Event
from madoguchi.core.preset import PresetRefused
from madoguchi.municipality.files import read_folder
from madoguchi.municipality.models import Setting

Edit = Callable[[Path], None]


def replace(file: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        path = folder / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return edit


def append(file: str, line: str) -> Edit:
    def edit(folder: Path) -> None:
        path = folder / file
        path.write_text(path.read_text() + line + "\n")

    return edit


def remove(file: str) -> Edit:
    return lambda folder: (folder / file).unlink()


def content(file: str, data: bytes) -> Edit:
    def edit(folder: Path) -> None:
        (folder / file).write_bytes(data)

    return edit


MAIN = "preset.toml"
MONDAY = 'mon = ["08:30-17:00"]'
WRONG: dict[str, tuple[Edit, str, str, str]] = {
    "unknown switch": (replace(MAIN, "waiting_list", "waiting_lists"), MAIN, "switches.waiting_lists", "知らない項目.*waiting_list"),
    "missing switch": (replace(MAIN, "waiting_list", "waiting_lists"), MAIN, "switches.waiting_list", "この項目がありません"),
    "unknown key": (replace(MAIN, "web_hours", "web_ours"), MAIN, "contract.web_ours", "もしかして: web_hours"),
    "unknown section": (append(MAIN, "[telefone]\nnumber = ''"), MAIN, "telefone", r"もしかして: \[telephone\]"),
    "missing section": (replace(MAIN, "[payment]", "[pay]"), MAIN, "payment", r"\[payment\] がありません"),
    "wrong type": (replace(MAIN, "answer_rate_percent = 80", 'answer_rate_percent = "80"'), MAIN, "targets.answer_rate_percent", "整数で書きます"),
    "out of bounds": (replace(MAIN, "answer_rate_percent = 80", "answer_rate_percent = 180"), MAIN, "targets.answer_rate_percent", "100 以下"),
    "no such choice": (replace(MAIN, '"toll_free"', '"free"'), MAIN, "telephone.number_kind", "次のどれか"),
    "yes for true": (replace(MAIN, "waiting_list = false", 'waiting_list = "no"'), MAIN, "switches.waiting_list", "true か false"),
    "overlapping hours": (replace(MAIN, MONDAY, 'mon = ["08:30-12:30", "12:00-17:00"]'), MAIN, "telephone_hours.week.mon", "重なって"),
    "closing first": (replace(MAIN, MONDAY, 'mon = ["17:00-08:30"]'), MAIN, "telephone_hours.week.mon", "終了が開始より後"),
    "no hours": (replace(MAIN, MONDAY, 'mon = ["朝から"]'), MAIN, "telephone_hours.week.mon", "の形で書きます"),
    "outside the frame": (replace(MAIN, "weekday = []", 'weekday = ["09:00-17:00"]'), MAIN, "telephone_hours.week.mon", "範囲（telephone_hours.frame）の外"),
    "ends before it starts": (replace(MAIN, "service_until = 2028-06-30", "service_until = 2026-06-30"), MAIN, "contract.service_until", "開始日より前"),
    "web ends before it starts": (replace(MAIN, "web_until = 2028-06-30", "web_until = 2026-06-30"), MAIN, "contract.web_until", "開始日より前"),
    "no date": (replace(MAIN, "service_until = 2028-06-30", 'service_until = "来年"'), MAIN, "contract.service_until", "日付"),
    "holiday list gap": (replace(MAIN, "checked_until = 2028-12-31", "checked_until = 2027-12-31"), MAIN, "holidays.checked_until", "2028-01-01 から 2028-06-30 までの祝日"),
    "both reservation systems": (replace(MAIN, "external_reservations = false", "external_reservations = true"), MAIN, "switches.external_reservations", "同時には"),
    "broken cidr": (append("allow_list.csv", "operator,203.0.113.0/33,本社"), "allow_list.csv", "2 行目.cidr", "接続元の範囲"),
    "host bits in cidr": (append("allow_list.csv", "operator,203.0.113.7/24,本社"), "allow_list.csv", "2 行目.cidr", "接続元の範囲"),
    "unknown role": (append("allow_list.csv", "boss,203.0.113.0/24,本社"), "allow_list.csv", "2 行目.role", "次のどれか"),
    "duplicate procedure": (append("procedures.csv", "pin,true,true,暗証番号,暗証番号,PIN"), "procedures.csv", "code", "「pin」が 2 行"),
    "duplicate site": (append("sites.csv", "main,本庁,main,,true,false,,,,,,,,"), "sites.csv", "code", "「main」が 2 行"),
    "bad code": (append("sites.csv", "Main 2,本庁,main,,true,false,,,,,,,,"), "sites.csv", "4 行目.code", "形が違います"),
    "overlapping hours of a site": (append("sites.csv", "b,支所,branch,,true,true,09:00-12:00 11:00-13:00,,,,,,,"), "sites.csv", "4 行目.mon", "重なって"),
    "procedure without text": (remove("procedures/pin.ja-easy.txt"), "procedures/pin.ja-easy.txt", "-", "案内文のファイルがありません"),
    "text without points to note": (content("procedures/pin.ja.txt", "出典: x\n確認: 要確認\n\n[持ち物]\nカード\n\n[留意事項]\n\n".encode()), "procedures/pin.ja.txt", "-", "どれも空にせず"),
    "text of nothing": (content("procedures/pim.ja.txt", b""), "procedures/pim.ja.txt", "-", "procedures.csv にない"),
    "text with a wrong date": (replace("procedures/pin.ja.txt", "確認: 要確認", "確認: 先月"), "procedures/pin.ja.txt", "確認", "日付"),
    "missing main file": (remove(MAIN), MAIN, "-", "ファイルがありません"),
    "missing table": (remove("sites.csv"), "sites.csv", "-", "ファイルがありません"),
    "unknown file": (content("siets.csv", b""), "siets.csv", "-", "プリセットにないファイル"),
    "invalid toml": (replace(MAIN, "[body]", "[body"), MAIN, "-", "TOML として読めません.*line"),
    "duplicate key": (replace(MAIN, 'name = "廿日市市"', 'name = "廿日市市"\nname = "別"'), MAIN, "-", "TOML として読めません.*line"),
    "toml not utf-8": (content(MAIN, '# 設定\n[body]\nname = "廿日市市"'.encode("cp932")), MAIN, "1 行目", "UTF-8 で書かれていません"),
    "csv not utf-8": (content("sites.csv", "code,name\nmain,本庁".encode("cp932")), "sites.csv", "2 行目", "UTF-8 で書かれていません"),
    "too few columns": (append("reports.csv", "weekly,週次"), "reports.csv", "6 行目", "列の数が違います"),
    "unknown column": (replace("holidays.csv", "day,name", "day,name,kind"), "holidays.csv", "1 行目", "知らない列"),
    "missing column": (replace("holidays.csv", "day,name", "day"), "holidays.csv", "1 行目", "列がありません: name"),
    "open quote": (append("holidays.csv", '2026-12-03,"市の記念日'), "holidays.csv", "行目", "CSV として読めません"),
    "no holiday date": (append("holidays.csv", "2026-02-30,なし"), "holidays.csv", "2 行目.day", "日付"),
    "closure without agreement": (append("opening_days.csv", "telephone,,2026-12-10,,点検,,"), "opening_days.csv", "telephone 2026-12-10", "agreed_with"),
    "day of an unknown site": (append("opening_days.csv", "counter,shisho,2026-12-10,09:00-12:00,臨時,,"), "opening_days.csv", "counter shisho 2026-12-10", "sites.csv にありません"),
    "a day twice": (append("opening_days.csv", "counter,,2026-12-10,09:00-12:00,臨時,,\ncounter,,2026-12-10,,休み,市,2026-12-01"), "opening_days.csv", "counter  2026-12-10", "同じ日が 2 行"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "preset"
    shutil.copytree(presets.folder_of("hatsukaichi"), copy)
    return copy


@pytest.mark.preset_key("holidays.checked_until")
@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_preset_is_refused_by_file_key_and_reason(folder: Path, case: str) -> None:
    import re

    edit, file, key, reason = WRONG[case]
    edit(folder)
    with pytest.raises(PresetRefused) as refusal:
        read_folder(folder)
    named = [problem for problem in refusal.value.problems if problem.file == file and key in problem.key]
    assert any(re.search(reason, problem.reason) for problem in named), str(refusal.value)


def test_every_problem_is_named_at_once(folder: Path) -> None:
    for case in ("overlapping hours", "unknown switch", "broken cidr", "bad code", "missing section"):
        WRONG[case][0](folder)
    with pytest.raises(PresetRefused) as refusal:
        read_folder(folder)
    assert {problem.file for problem in refusal.value.problems} == {MAIN, "allow_list.csv", "sites.csv"}
    assert len(refusal.value.problems) >= 6


@pytest.mark.django_db
def test_the_command_says_what_is_wrong_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    WRONG["overlapping hours"][0](folder)
    assert main(["preset", "apply", str(folder)]) == 2
    said = capsys.readouterr().err
    assert "preset.toml: telephone_hours.week.mon: " in said
    assert "重なって" in said
    assert not Setting.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_the_command_lists_applies_exports_and_names_what_is_unread(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["preset", "list"]) == 0
    assert main(["preset", "apply", "kawagoe"]) == 0
    assert main(["preset", "apply", "kawagoe"]) == 0
    assert main(["preset", "export", str(tmp_path / "out")]) == 0
    assert main(["preset", "export", str(tmp_path / "out")]) == 2  # never over something that is there
    assert main(["preset", "unread"]) == 0
    said = capsys.readouterr().out
    assert "nishitokyo\n" in said
    first, _, again = said.partition("件を変更しました\n")
    assert first.splitlines()[-1].strip().isdigit()
    assert "変更はありません\n" in again
    assert "payment.cycle\t支払いの周期\tobligations\n" in said
    assert (tmp_path / "out" / "procedures" / "pickup.en.txt").exists()


@pytest.mark.django_db
def test_a_name_that_is_no_preset_is_answered_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preset", "apply", "hiroshima"]) == 2
    assert "hatsukaichi" in capsys.readouterr().err
