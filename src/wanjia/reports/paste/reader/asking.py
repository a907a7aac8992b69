"""What a pasted line asks for beside what it answers: triage of the whole line. Pure."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from wanjia.reports.paste.reader.reading import Reading
from wanjia.triage import Verdict, triage

LIFE, GRAVE = 1, 2
# What a line of results is made of. Whatever is left is words, and words are triaged; a line
# without any need not be: of three hundred there are few that have some.
_RESULTS = re.compile(
    r"抗原|核酸|体温|自测|检测|结果|阴性|阳性|阴|阳|正常|无异常|全家|全部|全|都是|都|均为|均|共|已|做好|做|测|完成"
    r"|上午|下午|早上|晚上|早|晚|今天|今日|第|轮|次|室|号|幢|栋|楼|单元|弄|户|大人|小孩|口人|人|口|位|名|度|℃|接龙"
    r"|一|二|两|三|四|五|六|七|八|九|十|ok\b|negative|neg|normal",
    re.I,
)
_NOISE = re.compile(r"[\W\d_]+")


class Asked(NamedTuple):
    """What a line asks for, as `wanjia paste --json` and the line itself keep it."""

    category: str
    urgency: int
    why: str
    why_en: str
    unsure: bool

    @property
    def is_grave(self) -> bool:
        """Whether life is in danger, or that cannot be ruled out."""
        return self.urgency == LIFE or self.unsure

    def to_dict(self, lang: str = "zh") -> dict[str, Any]:
        """The object of the contract, the reason in one language."""
        why = self.why_en if lang.startswith("en") else self.why
        return {
            "category": self.category,
            "urgency": self.urgency,
            "why": why,
            "unsure": self.unsure,
        }


def asked_in(readings: Sequence[Reading]) -> list[Asked | None]:
    """What each line asks for: what the reader found, and what triage hears besides.

    A line that goes on in the next is heard with it: danger may stand across both.
    """
    following = [*(after for _, after in pairwise(readings)), None]
    return [_asked(one, after) for one, after in zip(readings, following, strict=True)]


def _asked(reading: Reading, following: Reading | None) -> Asked | None:
    text = reading.text
    if reading.why == "continued" and following is not None:
        text = f"{text}{following.text}"
    asks = reading.kind == "need" or reading.asks
    if not asks and not has_words(text, reading.names):
        return None
    verdict = heard(text)
    if reading.why == "sender":  # a nickname and the time: no words of theirs
        return _of(verdict) if verdict.urgency == LIFE else None
    if asks:
        return _of(verdict)
    # What triage cannot read, but the reader did to the last character, is no doubt.
    unreadable = verdict.unsure and not verdict.signs
    if (verdict.unsure or verdict.urgency <= GRAVE) and not (unreadable and reading.understood):
        return _of(verdict)
    return None


@lru_cache(4096)
def heard(text: str) -> Verdict:
    """What triage hears in a text; a list is asked for it more than once."""
    return triage(text)


def is_urgent(text: str, names: Iterable[str] = ()) -> bool:
    """Whether somebody's life or health may hang on a line, whatever else it looks like."""
    if not has_words(text, names):
        return False
    verdict = heard(text)
    return verdict.urgency <= GRAVE and bool(verdict.signs or not verdict.unsure)


def _of(verdict: Verdict) -> Asked:
    return Asked(verdict.category, verdict.urgency, verdict.why, verdict.why_en, verdict.unsure)


def has_words(text: str, names: Iterable[str] = ()) -> bool:
    """Whether a line says anything but doors, names, numbers and results."""
    for name in names:
        text = text.replace(name, " ")
    return bool(_NOISE.sub("", _RESULTS.sub(" ", text)))
