"""Of a text too long for a need the passage with the danger is kept beside its beginning."""

from wanjia.triage import shorten, triage

TALK = "今天团购的白菜收到了，很新鲜，谢谢大家，广场舞几点开始。"
DANGER = "我爸叫不醒了，嘴唇发紫。"


def test_what_fits_is_kept_as_it_is():
    assert shorten(TALK, 4000) == TALK


def test_danger_behind_what_fits_is_kept_with_the_beginning():
    text = TALK * 200 + DANGER + TALK * 60
    kept = shorten(text, 4000)
    assert len(kept) <= 4000
    assert kept.startswith(TALK)
    assert DANGER in kept
    assert triage(kept).urgency == 1


def test_a_limit_below_a_passage_holds_too():
    kept = shorten(TALK * 100 + DANGER, 1000)
    assert len(kept) <= 1000
    assert DANGER in kept


def test_a_long_text_whose_danger_stands_first_keeps_its_beginning():
    text = DANGER + TALK * 300
    assert shorten(text, 4000) == text[:4000]
