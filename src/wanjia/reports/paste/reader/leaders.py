"""What a stairwell's leader reports in one line: `2幢2单元：101阴，102四个阴，302还在测`, and
`5幢3单元除了502都阴`. The line is taken apart, and each part is read as an entry of its own.
"""

import re
from dataclasses import dataclass

from wanjia.places.addresses.characters import NUMERALS, numeral
from wanjia.reports.paste.reader.document import Block
from wanjia.reports.paste.reader.lexicon import load_lexicon
from wanjia.reports.paste.reader.roster import Dwelling, RosterIndex, Stairwell
from wanjia.reports.paste.reader.tokens import Kind

KNOWN = 0.9
FEWEST = 3  # rooms of a line that names no stairwell, in a list of one
_N = rf"(\d{{1,3}}|[{NUMERALS}]{{1,3}}|[a-z])"
_HEAD = re.compile(
    rf"\s*{_N}(?:号楼|幢|栋|座|#|-(?=\d{{1,2}}(?!\d)))\s*(?:(\d{{1,2}}|[{NUMERALS}])(?:单元|号门|门|(?![\d-])))?"
    rf"|\s*(\d{{1,2}}|[{NUMERALS}])单元"
)
_AFTER_HEAD = re.compile(
    r"(?:的|那边|这边|楼道|今天|今早|今晚|统计|报告?|情况|情况是|是|[:,、。\s])*"
)
_ROOM = re.compile(r"(?<![\d.])(\d{3,4})(?![\d.度℃号])(?:室)?")
_THEIRS = re.compile(r"^(?:那家|那户|他家|他们家|家)(?:的|里)?")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_TELLS = re.compile(r"阴|阳|杠|性|测|没|不|neg|pos|无效|3[5-9]\.|隐|做")
_FOR_ALL = re.compile(r"[,、;\s。]\s*((?:都|全|均|全部|以上)[^,、;。]*)$")
_CLAUSE = re.compile(r"[,;。!?\s]+")
_EXCEPTED = re.compile(
    r"(?:除了?|除开|除去|差|还差|只差|就差)((?:\s*[、,和跟及]?\s*\d{3,4}室?)+)"
    r"(?:两?家)?(?:以外|之外|外)?(?:没(?:报|测|做|回|人)|还没(?:报|测|做)?|未(?:报|测|做))?"
)
_ONLY = re.compile(r"\s*(?:只有|就|仅有?|只|但|不过)(?=\d{3,4})")
_EVERYBODY = re.compile(
    r"(?:其他|其它|其余|别的|剩下|余下)?的?(?:几)?(?:家|户|人家|家里|屋里|人|住户|居民)*"
    r"(?:今天|今早|今晚|早上|晚上)?(?:抗原|核酸)?(?:都|全部?|均|全体|全员)+"
    r"(?:测了|测完了?|报了|做了|已测|是|为|报)?(?:都|全部?|均|是|为)*"
)
_OF_ALL = re.compile(r"都|全|均")
_DONE = re.compile(r"(?:做|测|检|采)(?:完|好|了|完了|好了|齐了)+|完成了?|齐了")
_CALM = re.compile(r"(?:谢谢|辛苦|放心|报告完毕|完毕|收到|汇报完毕).{0,6}|👍|🙏|")


@dataclass(frozen=True)
class WholeStairwell:
    """A line that says the same of a whole stairwell, apart from what its parts say otherwise."""

    dwellings: tuple[Dwelling, ...]
    excepted: frozenset[Dwelling]  # of whom it says nothing, or leaves them out
    parts: tuple[str, ...]  # what it says of single rooms, with their doors
    negative: bool  # all are negative; otherwise all were counted


def room_parts(text: str, block: Block, index: RosterIndex) -> list[str]:
    """The entries of a line that goes through the rooms of a stairwell; none for other lines."""
    stairwell, at = _stairwell(text, block, index)
    named = stairwell is not None
    stairwell = stairwell or _of_list(block)
    if stairwell is None:
        return []
    rooms = index.rooms[stairwell]
    rest = text[at:]
    masked = _IN_BRACKETS.sub(lambda m: "\x00" * len(m[0]), rest)
    found = [m for m in _ROOM.finditer(masked) if m[1] in rooms]
    if len({m[1] for m in found}) < (2 if named else FEWEST):
        return []
    if _AFTER_HEAD.fullmatch(rest[: found[0].start()]) is None:
        return []
    ends = [m.start() for m in found[1:]] + [len(rest)]
    bodies = [rest[m.end() : end] for m, end in zip(found, ends, strict=True)]
    bodies = _shared(bodies)
    if not all(_TELLS.search(body) for body in bodies):
        return []
    return [
        f"{rooms[m[1]].door.lower()} {_trimmed(_THEIRS.sub('', body))}"
        for m, body in zip(found, bodies, strict=True)
    ]


def _trimmed(body: str) -> str:
    return body.strip(" ,、;。")


def _shared(bodies: list[str]) -> list[str]:
    """What stands behind the last of several rooms is of all: `301 302还在测`."""
    told = list(bodies)
    for place in range(len(told) - 2, -1, -1):
        if not told[place].strip(" 、,和及/"):
            told[place] = re.sub(r"\(\d{3,4}.*?\)", "", told[place + 1])
    if not any(_TELLS.search(body) for body in told[:-1]):
        for_all = _FOR_ALL.search(told[-1])
        if for_all is not None:
            told = [f"{_trimmed(b)} {for_all[1]}" for b in told[:-1]] + [told[-1]]
    if told[-1] and any(not b.strip(" 、,和及/") for b in bodies[:-1]):
        told[-1] = re.sub(r"\(\d{3,4}.*?\)", "", told[-1])
    return told


def whole_stairwell(text: str, block: Block, index: RosterIndex) -> WholeStairwell | None:
    """What a line says of a stairwell as a whole; None where it does not, or something is left."""
    stairwell, at = _stairwell(text, block, index)
    if stairwell is None or not _OF_ALL.search(text):
        return None
    rooms = index.rooms.get(stairwell, {})
    rest, parts, excepted = text[at:], list[str](), set[Dwelling]()
    skipped = _EXCEPTED.search(rest)
    if skipped is not None:
        said = re.findall(r"\d{3,4}", skipped[1])
        if not all(number in rooms for number in said):
            return None
        excepted |= {rooms[number] for number in said}
        rest = f"{rest[: skipped.start()]} {rest[skipped.end() :]}"
    left = list[str]()
    if _ROOM.match(rest):
        return None
    for clause in _CLAUSE.split(rest):
        room = _ROOM.search(clause)
        if room is None and parts and not _EVERYBODY.match(clause):
            parts[-1] += f" {clause}"
        elif room is None:
            left.append(clause)
        elif room[1] in rooms and (_ONLY.match(clause) or room.start() == 0):
            body = _THEIRS.sub("", clause[room.end() :])
            parts.append(f"{rooms[room[1]].door.lower()} {body}")
        else:
            return None
    negative = _says_of_all("".join(left))
    if negative is None:
        return None
    homes = tuple(d for d in index.stairwells[stairwell] if d.members)
    return WholeStairwell(homes, frozenset(excepted), tuple(parts), negative)


def _says_of_all(text: str) -> bool | None:
    """Whether everybody is negative (True) or was counted (False); None where it says neither."""
    match = _EVERYBODY.search(text)
    if match is None or _AFTER_HEAD.fullmatch(text[: match.start()]) is None:
        return None
    rest = text[match.end() :]
    done = _DONE.match(rest)
    if done is not None and _CALM.fullmatch(rest[done.end() :]):
        return False
    told = [t for t in load_lexicon().find(rest) if t.kind is Kind.NEGATIVE and t.start == 0]
    ends = {t.end for t in told}
    return True if any(_CALM.fullmatch(rest[end:]) for end in ends) else None


def _stairwell(text: str, block: Block, index: RosterIndex) -> tuple[Stairwell | None, int]:
    """The stairwell a line begins with, and where it goes on."""
    match = _HEAD.match(text)
    if match is None:
        return None, 0
    building = numeral(match[1]) if match[1] else ""
    unit = numeral(match[2] or match[3] or "")
    if not building:
        top = block.likely[0] if block.likely else None
        same = {one.label.partition("-")[0] for one in block.likely[:2]}
        titled = block.titled and top is not None and block.stairwells[top] > KNOWN / 2
        building = top.label.partition("-")[0] if top and titled and same else ""
    label = f"{building}-{unit}" if unit else building
    found = [one for one in index.stairwells if one.label == label]
    if len(found) != 1:
        return None, 0
    after = _AFTER_HEAD.match(text, match.end())
    return found[0], after.end() if after else match.end()


def _of_list(block: Block) -> Stairwell | None:
    """The stairwell that a list is surely about."""
    top = block.likely[0] if block.likely else None
    return top if top is not None and block.stairwells[top] > KNOWN and not block.mixed else None
