"""Masking: what tells who somebody is does not stay in free text, and what is no such thing stays readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.text.masking import Personal, is_personal, masked, personal_in
from madoguchi.core.text.my_number import check_digit, contains_my_number

pytestmark = pytest.mark.req("PDR-08", "PDR-09")

VALID = "12345678901" + str(check_digit("12345678901"))
SPOKEN = "".join(
    ("ゼロ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")[int(digit)] for digit in VALID
)

COVERED = [
    # telephone numbers
    ("090-1234-5678に折り返し", "［電話番号］に折り返し"),
    ("０９０－１２３４－５６７８", "［電話番号］"),
    ("０９０ー１２３４ー５６７８へ", "［電話番号］へ"),
    ("携帯08012345678です", "携帯［電話番号］です"),
    ("090 1234 5678", "［電話番号］"),
    ("042-464-1311と03(5555)1234", "［電話番号］と［電話番号］"),
    ("03-5555-1234 042-464-1311", "［電話番号］ ［電話番号］"),
    ("(042)464-1311", "［電話番号］"),
    ("+81 90 1234 5678", "［電話番号］"),
    ("〇九〇ー一二三四ー五六七八です", "［電話番号］です"),
    ("ゼロきゅうゼロ、いちにさんよん、ごろくななはちです", "［電話番号］です"),
    ("ゼロキューゼロ イチニーサンヨン ゴーロクナナハチ", "［電話番号］"),
    ("090の1234の5678", "［電話番号］"),
    ("電話は464-1311へ", "電話は［電話番号］へ"),
    ("折り返し先：4641311", "折り返し先：［電話番号］"),
    ("0120-95-0178", "［電話番号］"),
    ("0\u200b90-1234-5678", "［電話番号］"),
    # mail
    ("taro.mihon@example.jpに送る", "［メールアドレス］に送る"),
    ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "［メールアドレス］"),
    ("taro アットマーク example ドット jp", "［メールアドレス］"),
    # cards and numbers
    ("4111-1111-1111-1111で払った", "［カード番号］で払った"),
    ("４１１１１１１１１１１１１１１１", "［カード番号］"),
    ("3782-822463-10005", "［カード番号］"),
    ("在留カードAB12345678CD", "在留カード［カード番号］"),
    (f"番号は{VALID}と言う", "番号は［個人番号］と言う"),
    (f"{VALID[:4]} {VALID[4:8]} {VALID[8:]}", "［個人番号］"),
    ("9999-8888-7777と書いてある", "［個人番号］と書いてある"),
    ("マイナンバーは1234567890です", "マイナンバーは［個人番号］です"),
    (f"{SPOKEN}です", "［個人番号］です"),
    ("基礎年金番号は1234-567890", "基礎年金番号は［番号］"),
    ("パスポート番号 TR1234567", "パスポート番号 ［番号］"),
    ("生年月日は昭和45年3月2日", "生年月日は［生年月日］"),
    ("生年月日：1970/03/02", "生年月日：［生年月日］"),
    ("昭和45年3月2日生まれの母", "［生年月日］生まれの母"),
    # addresses
    ("西東京市南町5-6-13に住む", "［住所］に住む"),
    ("東京都西東京市中町１丁目５番１号です", "［住所］です"),
    ("住所は西東京市ひばりが丘三丁目二番一号", "住所は［住所］"),
    ("田無町4丁目2番の方", "［住所］の方"),
    ("保谷町1-2-3に転居", "［住所］に転居"),
    ("広島県廿日市市下平良一丁目11番1号", "［住所］"),
    ("埼玉県川越市元町1-3-1 見本ハイツ203号室", "［住所］"),
    ("〒202-8555", "［住所］"),
    ("郵便番号は188-8666", "郵便番号［住所］"),
    ("さいたま市浦和区常盤6-4-4", "［住所］"),
    # names
    ("田中様より入電", "［氏名］様より入電"),
    ("本日田中様より入電", "本日［氏名］様より入電"),
    ("山田太郎さんの件", "［氏名］さんの件"),
    ("見本 花子様", "［氏名］様"),
    ("カードは鈴木一郎のもの", "カードは［氏名］のもの"),
    ("ミホン ハナコ様", "［氏名］様"),
    ("氏名：佐藤はな", "氏名：［氏名］"),
    ("お名前は高橋です", "お名前は［氏名］です"),
    ("フリガナ:ヤマダ タロウ", "フリガナ:［氏名］"),
    ("ヤマダ タロウの母", "［氏名］の母"),
    ("グエンさんの在留カード", "［氏名］さんの在留カード"),
    ("小笠原と申します", "［氏名］と申します"),
    ("木村氏に確認", "［氏名］氏に確認"),
    ("John Smith様", "［氏名］様"),
    # several
    ("田中様 090-1234-5678 西東京市南町5-6-13", "［氏名］様 ［電話番号］ ［住所］"),
]

LEFT = [
    "3階30番窓口へどうぞ",
    "森公園の近く",
    "西東京市役所3階30番窓口",
    "西東京市の窓口は30番です",
    "市の窓口は9-17時",
    "12月1日 10:30に予約",
    "2026-12-01 10:30",
    "20261121103000",
    "予約番号1234-5678",
    "受付番号は12345678",
    "お客様からの苦情",
    "皆様にお知らせ",
    "皆さん たくさん",
    "仕様と模様は同様",
    "様子を見る。様式を送る",
    "奥様とお母さん、お子さんの分",
    "業者さんに確認",
    "市民課担当者様",
    "氏名が変わった場合",
    "お名前は変わりましたか",
    "手数料は1,000円、800円",
    "マイナンバーカードは10年有効",
    "申請から30日から60日かかる",
    "令和8年12月1日から",
    "石川県から転入",
    "山口町の人",
    "平日8:30-17:00、土日も",
    "1回5分、3人に1人",
    "二十歳の誕生日まで",
    "いちにちに さんかい",
    "暗証番号は4桁と6桁",
    "三浦半島の話",
    "",
]


@pytest.mark.parametrize(("written", "shown"), COVERED)
def test_what_tells_who_somebody_is_gets_a_word_in_its_place(written: str, shown: str) -> None:
    assert masked(written) == shown
    assert is_personal(written)


@pytest.mark.parametrize("written", LEFT)
def test_everyday_speech_of_the_counter_stays_readable(written: str) -> None:
    assert masked(written) == written


@pytest.mark.parametrize("shown", [shown for _, shown in COVERED])
def test_what_is_masked_is_not_masked_again(shown: str) -> None:
    assert masked(shown) == shown


def test_a_card_of_sixteen_digits_is_a_card_though_twelve_of_them_pass_as_a_my_number() -> None:
    assert masked(f"4{VALID}123") == "［カード番号］"


def test_lines_stay_lines() -> None:
    assert masked("田中様\n電話090-1234-5678\n終わり") == "［氏名］様\n電話［電話番号］\n終わり"


def test_places_are_those_of_what_was_written() -> None:
    text = "件名：ゼロきゅうゼロ　１２３４　５６７８まで"
    (found,) = personal_in(text)
    assert (text[found.start : found.end], found.what) == ("ゼロきゅうゼロ　１２３４　５６７８", Personal.PHONE)


digits = st.sampled_from(list("0123456789０１２３〇一二三四五⑫①"))
gaps = st.sampled_from(["", "-", " ", "の", "ー", "・", "\u200b", "/"])


@given(st.lists(st.tuples(digits, gaps), max_size=24), st.text(max_size=8))
def test_no_my_number_is_left_however_it_is_written(signs: list[tuple[str, str]], around: str) -> None:
    assert not contains_my_number(masked(around + "".join(sign + gap for sign, gap in signs) + around))


@given(st.text(alphabet="田中様さん市町1-3丁番号 の〒@.aゼロいち〇九0９", max_size=40))
def test_masking_a_second_time_finds_no_digits_of_a_telephone_anew(text: str) -> None:
    assert not any(one.what is Personal.PHONE for one in personal_in(masked(text)))
