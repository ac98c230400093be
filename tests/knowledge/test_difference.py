"""What stands against what when two revisions are compared."""

from madoguchi.knowledge.articles.difference import LONGEST_LINE, Part, pairs_of


def test_equal_lines_stand_side_by_side_and_what_was_added_stands_alone() -> None:
    pairs = pairs_of("一行目\n二行目", "一行目\n新しい行\n二行目")
    assert [pair.differs for pair in pairs] == [False, True, False]
    assert pairs[1].before is None
    assert pairs[1].after == (Part("新しい行", differs=True),)


def test_in_a_line_only_what_changed_is_marked() -> None:
    (pair,) = pairs_of("手数料は800円です。", "手数料は1000円です。")
    assert pair.before == (Part("手数料は"), Part("800", differs=True), Part("円です。"))
    assert pair.after == (Part("手数料は"), Part("1000", differs=True), Part("円です。"))


def test_another_sentence_is_marked_as_a_whole_and_no_sign_is_lost() -> None:
    before, after = "郵便または窓口で申請できます。", "はがきと本人確認書類をお持ちください。"
    (pair,) = pairs_of(before, after)
    assert pair.before == (Part(before, differs=True),)
    before, after = "申請は窓口と郵便でできます。", "申請は郵便と電話とでできます。"
    (pair,) = pairs_of(before, after)
    assert pair.before is not None
    assert pair.after is not None
    assert "".join(part.text for part in pair.before) == before
    assert "".join(part.text for part in pair.after) == after
    assert all(len(part.text) > 1 for part in pair.after[1:-1] if not part.differs)


def test_very_long_lines_are_compared_as_a_whole() -> None:
    (pair,) = pairs_of("あ" * (LONGEST_LINE + 1), "い" * 10)
    assert pair.before is not None
    assert len(pair.before) == 1


def test_nothing_against_nothing() -> None:
    assert pairs_of("", "") == []
