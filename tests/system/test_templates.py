"""Templates that a person can read: one element a line, and no line longer than a screen is wide.

A sentence may be as long as it is. What is not laid out yet is counted, and the count only falls.
"""

import re
from pathlib import Path

import wanjia

FILES = sorted(Path(wanjia.__file__).parents[1].rglob("templates/**/*.html"))
LONGEST, LONGEST_WITH_SENTENCE = 120, 200
LONG_LINES_LEFT = 28  # may only fall
CROWDED_LINES_LEFT = 4  # may only fall

SENTENCE = re.compile(
    r"{% blocktranslate\b.*?%}.*?{% endblocktranslate %}|{% translate .*?%}"
    r"""|_\((?:"[^"]*"|'[^']*')\)"""
)
ELEMENT = re.compile(
    r"<(?:article|aside|button|dd|details|div|dl|dt|fieldset|figure|footer|form|h[1-6]|header"
    r"|input|label|legend|li|main|nav|ol|option|p|section|select|summary|table|tbody|td|textarea"
    r"|tfoot|th|thead|tr|ul)\b"
)


def lines_where(is_wrong):
    return [
        f"{path}:{number}"
        for path in FILES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if is_wrong(line)
    ]


def test_no_line_is_longer_than_two_screens():
    assert lines_where(lambda line: len(line) > LONGEST_WITH_SENTENCE) == []


def test_no_more_lines_are_long_but_for_their_sentences():
    long = lines_where(lambda line: len(SENTENCE.sub("", line)) > LONGEST)
    assert len(long) <= LONG_LINES_LEFT, long


def test_no_more_lines_hold_several_elements():
    crowded = lines_where(lambda line: len(ELEMENT.findall(line)) > 1)
    assert len(crowded) <= CROWDED_LINES_LEFT, crowded
