"""The languages an article may be written in (LNG-03: ten; and Japanese in two registers)."""

LANGUAGE_LABELS = {
    "ja": "日本語",
    "ja-easy": "やさしい日本語",
    "en": "English",
    "zh-hans": "简体中文",
    "ko": "한국어",
    "es": "Español",
    "pt": "Português",
    "vi": "Tiếng Việt",
    "th": "ภาษาไทย",
    "id": "Bahasa Indonesia",
    "tl": "Tagalog",
    "ne": "नेपाली",
}
# What is approved word by word; the others are translations of it.
MAIN_LANGUAGE = "ja"
TRANSLATED = {code: label for code, label in LANGUAGE_LABELS.items() if code != MAIN_LANGUAGE}
# Shown beside a translation that nobody has compared with the Japanese text as it reads now.
UNREVIEWED_MARK = "参考訳"
