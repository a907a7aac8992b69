"""What a reply to our questions says: "第一个是，第二个不是", "都没有", "yes", "1 有 2 没有". Pure.

Only what is plainly a yes or a no to a question is read. A bare "no" to several questions may be
meant for one of them: it is not read, and a person asks.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from wanjia.triage.verdict import Question

_NO = (
    r"(?:并?不是|没有|没得|呒没|冇|没|無|无|不会|不疼|不痛|不|否|非|勿是|弗是"
    r"|nope|no|not|none|neither|nah|n)"
)
_YES = r"(?:是的|是呀|是啊|是|有的|有|对的|对|嗯嗯?|会的|会|要的|yes|yeah|yep|yup|y|correct|right)"
_TAIL = r"(?:的|呀|啊|呢|哦|哈|了|吧|it is|it does|he does|she does|i do|does|is|do)?"
_FIRST = (
    r"(?:第?\s*(?P<number>[1-9一二三四])\s*(?:个|条|句|题|问|件|项)?(?:问题)?"
    r"|(?P<word>first|second|third|q1|q2|q3)(?:\s+(?:one|question))?|前(?P<before>面?(?:一个)?)"
    r"|后(?P<after>面?(?:一个)?))"
)
_ONE = re.compile(
    rf"(?:the\s+)?{_FIRST}\s*[.．、:：)）\]】是]?\s*(?:(?P<no>{_NO})|(?P<yes>{_YES}))?\s*{_TAIL}"
    r"(?![a-z])",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?:(?P<no>{_NO})|(?P<yes>{_YES}))\s*{_TAIL}(?![a-z0-9])", re.IGNORECASE)
_ALL = re.compile(
    r"(?:两个?|二个|三个|全部|统统|侪|all|both|neither|none)?\s*"
    r"(?:都|全|侪|of (?:them|these)|both)?"
    rf"\s*(?:(?P<no>{_NO})|(?P<yes>{_YES}))\s*{_TAIL}(?![a-z0-9])",
    re.IGNORECASE,
)
_MEANS_ALL = re.compile(r"都|全|侪|统|两个|二个|all\b|both|neither|none", re.IGNORECASE)
_BETWEEN = re.compile(
    r"[\s,，.。;；、!！~～…/和但而]|\bbut\b|\band\b|您好|你好|谢谢|thanks?", re.IGNORECASE
)
_ASKS_BACK = re.compile(r"是不是|有没有|是否|吗|什么意思|[?？]")
_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "first": 1, "second": 2, "third": 3}


@dataclass(frozen=True)
class Reply:
    """The answers that were read, by the question's name, and what else the text says."""

    answers: dict[str, bool] = field(default_factory=dict)
    rest: str = ""


def answers_in(text: str, questions: Sequence[Question]) -> dict[str, bool]:
    """Read which questions a reply answers; empty where nothing is plain."""
    return read_reply(text, questions).answers


def read_reply(text: str, questions: Sequence[Question]) -> Reply:
    """Read a reply. Where words are left over, a no is not taken: it may belong to them."""
    said = unicodedata.normalize("NFKC", text).strip().lower()
    if not said or not questions or _ASKS_BACK.search(said):
        return Reply(rest=text.strip())
    found, rest = _by_number(said, questions)
    if not found:
        found, rest = _in_general(said, questions)
    if rest:
        found = {name: yes for name, yes in found.items() if yes}
    return Reply(found, rest)


def _by_number(said: str, questions: Sequence[Question]) -> tuple[dict[str, bool], str]:
    """Answers that name their question, or stand one after the other for all of them."""
    found: dict[str, bool] = {}
    for match in _ONE.finditer(said):
        place = _place(match, len(questions))
        yes = match["yes"] is not None or (match["no"] is None and "是" in match[0])
        if not 0 <= place < len(questions) or (match["no"] is None and not yes):
            continue
        name = questions[place].name
        if name in found and found[name] != yes:
            return {}, said  # it contradicts itself
        found[name] = yes
    if found:
        return found, _left(_ONE, said)
    parts = [one for one in _BETWEEN.split(said) if one]
    bare = [_BARE.fullmatch(one) for one in parts]
    if len(parts) == len(questions) > 1 and all(bare):
        kept = [one for one in bare if one]
        return {q.name: one["yes"] is not None for q, one in zip(questions, kept, strict=True)}, ""
    return {}, said


def _in_general(said: str, questions: Sequence[Question]) -> tuple[dict[str, bool], str]:
    """One answer for all: "都没有", "yes"; a bare no only where one question is open."""
    match = _ALL.match(said)
    if match is None:
        return {}, said
    yes = match["yes"] is not None
    if not yes and len(questions) > 1 and not _MEANS_ALL.search(match[0]):
        return {}, said
    rest = _BETWEEN.sub(" ", said[match.end() :]).strip()
    if not yes and rest:
        return {}, said
    return {question.name: yes for question in questions}, rest


def _place(match: "re.Match[str]", many: int) -> int:
    if match["before"] is not None:
        return 0
    if match["after"] is not None:
        return many - 1
    told = match["number"] or match["word"]
    told = told.removeprefix("q")
    return (_NUMBERS.get(told) or int(told)) - 1


def _left(pattern: "re.Pattern[str]", said: str) -> str:
    return _BETWEEN.sub(" ", pattern.sub(" ", said)).strip()
