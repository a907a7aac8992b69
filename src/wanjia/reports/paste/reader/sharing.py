"""Before the groups of a line are read: what is past, what says the same twice, whose the last
values are. Pure."""

from collections.abc import Sequence

from wanjia.reports.paste.reader.grouping import Group
from wanjia.reports.paste.reader.tokens import PLACES, RESULTS, VALUES, Kind, Token

_ONE = (Kind.PERSON, Kind.SELF, Kind.KIN)
_BREAKS = (Kind.BREAK, Kind.STOP)
_NOW = ("今", "现在", "刚", "复测", "重测", "转阴", "转阳", "又")


def without_the_past(tokens: Sequence[Token], text: str) -> tuple[list[Token], bool]:
    """`昨天阳的今天转阴了`: only what is so now. Also whether anything was left out.

    Nothing is left out where the line does not say how it is now.
    """
    gone: set[int] = set()
    for place, token in enumerate(tokens):
        if token.kind is not Kind.PAST:
            continue
        said = [place]
        for at in range(place + 1, len(tokens)):
            kind = tokens[at].kind
            if kind in _BREAKS or kind in (*_ONE, Kind.PAST) or _is_now(tokens[at], text):
                break
            if kind in RESULTS or kind is Kind.TEMPERATURE:
                said.append(at)
        later = tokens[said[-1] + 1 :]
        now = next((t for t in later if _is_now(t, text)), None)
        if (
            len(said) > 1
            and now is not None
            and any(t.kind in VALUES and t.start >= now.start for t in later)
        ):
            gone |= set(said)
    return [token for place, token in enumerate(tokens) if place not in gone], bool(gone)


def _is_now(token: Token, text: str) -> bool:
    return text[token.start : token.end].startswith(_NOW) and token.kind is not Kind.PAST


def without_the_shown(tokens: Sequence[Token]) -> tuple[list[Token], bool]:
    """`阳了，T线很浅`: of somebody who is said to be positive. Also whether there was one."""
    kept: list[Token] = []
    positive = shown = False
    told = ""
    for token in tokens:
        if token.kind is Kind.NEGATIVE:
            said = str(token.value)
            if told == "c" and said.startswith("t"):
                continue  # 我C，依依C，T都没有
            told = said[:1]
        if token.kind in (*_ONE, Kind.REST, Kind.STRANGER):
            positive = False
        elif token.kind is Kind.POSITIVE:
            positive = True
        elif token.kind is Kind.FAINT and positive:
            shown = True
            continue
        kept.append(token)
    left = any(token.kind is Kind.FAINT for token in kept)
    return kept, shown and not left


def share_the_last(groups: Sequence[Group]) -> bool:
    """`甲36.4 乙36.6 阴阴`, `妈妈阴 儿子阴 36.1 36.9`: the last values are of all before, in turn.

    One result at the end is of all who have but a temperature. True where it is not clear.
    """
    told = [group for group in groups if group.values or group.subjects]
    after: list[Group] = []
    while len(told) > 2 and told[-1].values and not told[-1].subjects:
        after.insert(0, told.pop())
    if len(told) < 2 or any(
        group.excepted or group.leading or not group.values or not group.subjects for group in told
    ):
        return False
    if any(token.kind not in _ONE for group in told for token in group.subjects):
        return False
    if any(token.kind is Kind.KIN and token.value.many != 1 for g in told for token in g.subjects):
        return False
    fields = (frozenset(RESULTS), frozenset([Kind.TEMPERATURE]))
    return any(_share(told, after, field) for field in fields)


def _share(told: Sequence[Group], after: Sequence[Group], field: frozenset[Kind]) -> bool:
    *before, last = told
    mine = [token for token in last.values if token.kind in field]
    apart = [token for group in after for token in group.values]
    if apart and not all(token.kind in field for token in apart):
        return False
    mine += apart
    many = sum(len(group.subjects) for group in told)
    if not mine or any(token.kind in field for group in before for token in group.values):
        return False
    if any(token.kind in PLACES or token.kind is Kind.UNTESTED for g in told for token in g.values):
        return False
    other = [token for token in last.values if token.kind not in field]
    if len(mine) == many:
        at = 0
        last.values = other
        for group in after:
            group.values = []
        for group in told:
            group.values += mine[at : at + len(group.subjects)]
            at += len(group.subjects)
        return False
    if apart:
        return True  # not one for each: whose are they?
    results = mine[0].kind in RESULTS
    if len(mine) > 1 or not results or not other or other[-1].start > mine[0].start:
        return False
    if other[-1].end == mine[0].start:
        return True  # 甲36.4乙36.6阴: perhaps of 乙 alone
    for group in before:
        group.values += mine
    return False
