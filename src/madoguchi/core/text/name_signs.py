"""Where a person's name stands: only beside 様 or さん, after the word for it, or where two parts of a name meet.
森公園 is no person, 仕様 and お客様 are none either."""

import re
from collections.abc import Iterator

from madoguchi.core.text.surnames import READ, WRITTEN

KANJI = r"[一-鿿々ヶ]"
KANA = r"[ァ-ヴー]"
SPACE = r"[ \u3000・]"
HONORIFIC = re.compile("[様氏殿君]|さ[まん]|[くゃ]ん")
HONOURED = re.compile(
    rf"(?:((?:{KANJI}{{1,8}}|{KANA}{{2,8}}(?:{SPACE}{KANA}{{2,8}})?|[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+){{0,3}})"
    rf"(?:{SPACE}{KANJI}{{1,4}})?) ?|([ぁ-ん]{{2,6}}))(?:様(?![式子々態相な])|さま|さん|氏(?!名)|殿|ちゃん|くん|君)"
)
# What stands before 様 or さん and is nobody's name.
_NOBODY = """
皆 奥 客 神 王 何 誰 同 多 仕 模 異 有 左 一 お客 皆々 皆皆 父 母 兄 姉 娘 息子 孫 嫁 婿 旦那 主人 ご主人 ご家族 家族
子 お子 ご本人 本人 代理人 ご親族 親御 祖父 祖母 叔父 叔母 伯父 伯母 業者 患者 利用者 申請者 対象者 相談者 担当者 来庁者
同行者 予約者 職員 店員 看護師 医者 先生 大家 隣 医師 電話 相手 世帯主 配偶者 後見人 入居者 住民 市民 大勢 沢山
たく みな おく おば おじ おか おと おかあ おとう おにい おねえ にい ねえ おまわり むすめ こども おこ おばあ おじい
じい ばあ おきゃく だんな やく どな
"""
NOBODY = frozenset(_NOBODY.split())
NO_PERSON = re.compile(r"(?:役所|支所|会社|窓口|担当|課|係|者|員|市|区|本庁|銀行|病院|客|人)\Z")
LEADING = re.compile(r"\A(?:たしか|それで|あと|また|では|はい|ええと|えっと|あの|その|こちら|先ほど|先程)")
CALLED = re.compile(
    r"(?:お?名前|ご?氏名|フリガナ|ふりがな|カナ氏名|本人名|申請者名?|世帯主|対象者|代理人|予約者|届出人|相談者|旧姓)"
    rf"(?::\s?((?:{KANJI}|[ぁ-んァ-ヴー]){{1,10}}(?:{SPACE}(?:{KANJI}|[ぁ-んァ-ヴー]){{1,8}})?)"
    rf"|(?:\s|は、?|が)((?:{KANJI}{{1,8}}|{KANA}{{2,10}}|[ぁ-ん]{{2,8}})(?:{SPACE}(?:{KANJI}{{1,5}}|{KANA}{{1,8}}|[ぁ-ん]{{1,8}}))?))"
    r"(?=です|でした|と申|と言|という|、|。|,|\)|/|\s|\Z)"
)
NO_NAME = re.compile(
    r"(?:本人|代理|家族|不明|未確認|匿名|なし|無し|同上|旧姓|通称|記入|確認|変更|漢字|カナ|フリガナ|必要|不要|空欄|同じ|伏せ|世帯主|親族"
    r"|ござい|いただ|わから|分から|聞|お伝え|未成年|成年|高齢)"
)
INTRODUCED = re.compile(
    rf"((?:{KANJI}{{1,6}}|{KANA}{{2,8}}|[ぁ-ん]{{2,5}})(?:{SPACE}(?:{KANJI}{{1,4}}|{KANA}{{2,8}}|[ぁ-ん]{{2,5}}))?)と(?:申し|もうし)"
)
_SURNAMES = "|".join(sorted(WRITTEN, key=len, reverse=True))
_READINGS = "|".join(sorted((one for one in READ if len(one) > 2), key=len, reverse=True))
ENDINGS = "子美恵江香奈代枝乃菜花華音里絵希未沙織咲愛結衣郎男夫雄一二三司介助樹輝也哉太平之彦人斗翔大吾弘博明浩清茂実勇誠健隆進翼蓮湊陽真優悠"
# No look behind at their beginning: an expression that begins with words is searched ten times as fast.
TWO_PARTS = re.compile(rf"(?:{_SURNAMES}){SPACE}?{KANJI}{{0,2}}[{ENDINGS}](?!{KANJI})")
TWO_READ = re.compile(rf"(?:{_READINGS}){SPACE}{KANA}{{2,6}}(?!{KANA})")
GOES_ON = re.compile(rf"{KANJI}|{KANA}")
_ENDS_IN_NAME = re.compile(rf"(?:{_SURNAMES})(?:{KANJI}{{0,2}}[{ENDINGS}])?\Z")


def name_spans(text: str) -> Iterator[tuple[int, int]]:
    yield from _beside_honorifics(text)
    yield from _called(text)
    for found in INTRODUCED.finditer(text) if "申" in text or "もうし" in text else ():
        yield from _honoured(text, *found.span(1))
    for parts in (TWO_PARTS, TWO_READ):
        for found in parts.finditer(text):
            if not GOES_ON.match(text[found.start() - 1 : found.start()]):
                yield found.span()


def _beside_honorifics(text: str) -> Iterator[tuple[int, int]]:
    if HONORIFIC.search(text):
        for found in HONOURED.finditer(text):
            yield from _honoured(text, *found.span(1 if found[1] else 2))


def _called(text: str) -> Iterator[tuple[int, int]]:
    for found in CALLED.finditer(text):
        span = found.span(1 if found[1] else 2)
        if not NO_NAME.search(text[slice(*span)]):
            yield span


def _honoured(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    name = text[start:end]
    if opening := LEADING.match(name):
        start, name = start + opening.end(), name[opening.end() :]
    bare = name.lstrip("おご御")
    if not name or name in NOBODY or bare in NOBODY or NO_PERSON.search(name):
        return
    if bare and any(name.endswith(word) for word in ("皆", "客", "奥", "仕", "模", "同", "多")):
        return
    # 本日田中様: the name is what one knows as a name.
    known = _ENDS_IN_NAME.search(name)
    if known and len(known[0]) > 1:
        start += known.start()
    yield start, end
