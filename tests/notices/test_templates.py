"""The templates of frequent notices: each fills in, and a wrong file names what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.core.rules.rules_file import RulesFileError
from wanjia.notices.publishing.actions import LONGEST
from wanjia.notices.publishing.fill_in import (
    blanks_left,
    fill,
    read_templates,
    templates,
)

FILE = """
[[notice]]
key = "a"
name = "甲"
name_en = "A"
important = true
hours = 1
title = "{day}"
title_en = "{day}"
body = "x"
body_en = "x"
[[notice.blank]]
key = "day"
label = "哪天"
label_en = "Day"
example = "今天"
example_en = "today"
"""


@pytest.mark.parametrize("one", templates().values(), ids=list(templates()))
def test_each_template_fills_in_and_fits(one):
    given = {blank.key: blank.example for blank in one.blanks}
    english = {blank.key: blank.example_en for blank in one.blanks}
    texts = one.filled(given, english)
    assert blanks_left(*texts.values()) == []
    assert all(len(texts[key]) <= LONGEST[key] for key in texts)
    left = one.filled({}, {})
    assert blanks_left(left["title"], left["body"]) == [
        blank.label
        for blank in sorted(one.blanks, key=lambda b: (left["title"] + left["body"]).index(b.label))
    ]


def test_the_frequent_notices_are_there():
    assert {"pcr", "water", "sealed", "supplies"} <= set(templates())


@given(st.text(max_size=80), st.dictionaries(st.text(max_size=5), st.text(max_size=9)))
def test_filling_in_touches_nothing_but_blanks(text, said):
    if not blanks_left(text):
        assert fill(text, said) == text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'title = "{day}"',
            'title = "{when}"',
            r"notice\[1\]\.title: has a blank {when} that is not declared",
        ),
        ('body = "x"', "", r"notice\[1\]\.body: is missing"),
        ("hours = 1", "hours = -1", "hours: must be"),
        ("important = true", 'important = "yes"', "important: must be"),
        ('label_en = "Day"', "", r"blank\[1\]\.label_en: is missing"),
        ('title = "{day}"\ntitle_en = "{day}"', 'title = "x"\ntitle_en = "x"', "in no text"),
        ("[[notice]]", "[[notice", "templates.toml"),
    ],
)
def test_a_wrong_file_names_the_notice_and_the_key(old, new, said):
    assert old in FILE
    with pytest.raises(RulesFileError, match=said):
        read_templates(FILE.replace(old, new))


def test_a_key_stands_there_once():
    with pytest.raises(RulesFileError, match="twice"):
        read_templates(FILE * 2)
