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
    """Read a reply.

    Where words are left over, a no is not taken: it may belong to them.
    """
    reply = unicodedata.normalize("NFKC", text).strip().lower()
    if not reply or not questions or _ASKS_BACK.search(reply):
        return Reply(rest=text.strip())
    answers, rest = _read_by_number(reply, questions)
    if not answers:
        answers, rest = _read_in_general(reply, questions)
    if rest:
        answers = {name: yes for name, yes in answers.items() if yes}
    return Reply(answers, rest)


def _read_by_number(reply: str, questions: Sequence[Question]) -> tuple[dict[str, bool], str]:
    """Return answers that name their question, or stand one after the other for all of them."""
    answers: dict[str, bool] = {}
    for match in _ONE.finditer(reply):
        place = _find_question(match, len(questions))
        yes = match["yes"] is not None or (match["no"] is None and "是" in match[0])
        if not 0 <= place < len(questions) or (match["no"] is None and not yes):
            continue
        name = questions[place].name
        if name in answers and answers[name] != yes:
            return {}, reply  # it contradicts itself
        answers[name] = yes
    if answers:
        return answers, _remove_matches(_ONE, reply)
    parts = [part for part in _BETWEEN.split(reply) if part]
    bare = [_BARE.fullmatch(part) for part in parts]
    if len(parts) == len(questions) > 1 and all(bare):
        kept = [match for match in bare if match]
        return {
            q.name: match["yes"] is not None for q, match in zip(questions, kept, strict=True)
        }, ""
    return {}, reply


def _read_in_general(reply: str, questions: Sequence[Question]) -> tuple[dict[str, bool], str]:
    """Return one answer for all: "都没有", "yes".

    A bare no only where one question is open.
    """
    match = _ALL.match(reply)
    if match is None:
        return {}, reply
    yes = match["yes"] is not None
    if not yes and len(questions) > 1 and not _MEANS_ALL.search(match[0]):
        return {}, reply
    rest = _BETWEEN.sub(" ", reply[match.end() :]).strip()
    if not yes and rest:
        return {}, reply
    return {question.name: yes for question in questions}, rest


def _find_question(match: "re.Match[str]", many: int) -> int:
    if match["before"] is not None:
        return 0
    if match["after"] is not None:
        return many - 1
    word = match["number"] or match["word"]
    word = word.removeprefix("q")
    return (_NUMBERS.get(word) or int(word)) - 1


def _remove_matches(pattern: "re.Pattern[str]", reply: str) -> str:
    return _BETWEEN.sub(" ", pattern.sub(" ", reply)).strip()
