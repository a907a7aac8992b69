"""The people that one cell names: 张三、李四; 张三（户主）19900001234; 妻：李四."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from wanjia.people.roster.reader.cells import SURE_NAME, WORDS, kinds, name_score
from wanjia.people.roster.reader.facts import name_of, text_of

LONGEST = 1_000  # characters of a cell of names
FIELDS = ("sex", "id_number", "birth", "age", "phone", "relation", "note")
_KIND_OF = {
    "id": "id_number",
    "date": "birth",
    "phone": "phone",
    "sex": "sex",
    "relation": "relation",
}
_BREAK = re.compile(
    r"[、,，;；/／|+＋&\n\r]|(?<=[\u4e00-\u9fff])和(?=[\u4e00-\u9fff]{2,3}(?:$|\W))|(?=[①-⑳])"
)
_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_NUMBERED = re.compile(r"^\s*(?:[①-⑳]|\d{1,2}\s*[.、)）．])\s*(?=\D)")
_AGE = re.compile(r"(\d{1,3})\s*(?:周?岁)")
_PHONE = re.compile(
    r"(?<![\dXx])(?:\+?86[- ]?)?"
    r"(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}-\d{7,8}(?:-\d{1,5})?)(?![\dXx])"
)
_ID = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_DATE = re.compile(
    r"(?:19|20)\d{2}(?:年(?=生|出生)|年\d{1,2}月(?:\d{1,2}日)?|[-/.]\d{1,2}[-/.]\d{1,2}"
    r"|[-/.](?:1[0-2]|0?[1-9])(?![\d.])|(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d))(?:生|出生)?"
)
_SMITH = re.compile(r"[A-Z][A-Za-z'’-]+, ?[A-Z][A-Za-z'’.-]*(?: [A-Z][A-Za-z'’.-]*)?")
_POLITE = re.compile(r"([^\W\d_]{1,2})(?:先生|女士|小姐|太太|老师|阿姨|师傅)")
_YEAR = re.compile(r"(?:19|20)\d\d年?(?:出?生)?")
_KIN = re.compile("|".join(sorted(map(re.escape, WORDS.relations), key=len, reverse=True)))


class Mention(NamedTuple):
    """One person named in a cell, and what the cell says of them by field."""

    name: str
    said: tuple[tuple[str, str], ...] = ()


class People(NamedTuple):
    """The people of one cell, and what of it is neither a person nor about one."""

    mentions: tuple[Mention, ...]
    strange: str = ""
    joined: bool = False  # 张三李四: two short names without a mark between, or one long one


@lru_cache(16384)
def people_in(text: str) -> People:
    """Read a cell of names. A cell that holds one name in whatever dress is one person."""
    if len(text) > LONGEST:
        return People((Mention(text[:80]),), text[:LONGEST])
    whole = name_score(text)
    if (
        whole >= SURE_NAME
        and not _BREAK.search(text.strip())
        and "(" not in text
        and "（" not in text
    ):
        if parts := _apart(text):
            return People(tuple(Mention(one) for one in parts))
        return People((Mention(text.strip()),))
    if _SMITH.fullmatch(text.strip()):
        return People((Mention(text.strip()),))
    parts = _parts(text)
    found = [_mention(part) for part in parts]
    people = _daughters([mention for mention, _ in found if mention])
    strange = "".join(rest for _, rest in found)
    if len(people) < 2 and not _about_person(people):
        return _one(text)
    if strange and not all(name_score(one.name) >= SURE_NAME for one in people):
        return _one(text)
    return People(tuple(people), strange)


def shared_out(cell: Any, mentions: Sequence[Mention]) -> list[str]:
    """Whose each number of a cell is that says so: 19900000001（妻）, 张三19900000002; else []."""
    parts = [one.strip() for one in re.split(r"[、,，;；/／\n\r]+", text_of(cell)) if one.strip()]
    out = [""] * len(mentions)
    last: int | None = None
    for part in parts:
        number = "".join(_PHONE.findall(part))
        label = re.sub(r"[\s()（）:：]|的|电话|手机", "", _PHONE.sub("", part))
        fits = [
            at
            for at, one in enumerate(mentions)
            if label and label in (re.sub(r"\s", "", one.name), dict(one.said).get("relation"))
        ]
        if not fits and (polite := _POLITE.fullmatch(label)):
            fits = [at for at, one in enumerate(mentions) if one.name.startswith(polite[1])]
            fits = fits if len(fits) == 1 else []
        free = [at for at in fits if not out[at]] or fits
        if number and not label and last is not None:
            free = [last]  # 张三19900000002/021-50000000
        if not number or not free:
            return []
        last = free[0]
        out[free[0]] = f"{out[free[0]]}、{number}".strip("、")
    return out if parts else []


def _daughters(people: list[Mention]) -> list[Mention]:
    """Among relations （女） is a daughter, not only a woman."""
    said = [dict(one.said) for one in people]
    if not any("relation" in one for one in said):
        return people
    for one in said:
        if one.get("sex") == "女" and "relation" not in one:
            one["relation"] = "女"
    return [Mention(one.name, tuple(own.items())) for one, own in zip(people, said, strict=True)]


def _about_person(people: list[Mention]) -> bool:
    return bool(people) and bool(people[0].said)


def _one(text: str) -> People:
    name = name_of(text)[0]
    bare = re.sub(r"\s", "", name)
    joined = (
        len(bare) == 4
        and bare[:2] not in WORDS.doubles
        and name_score(bare[:2]) >= SURE_NAME
        and name_score(bare[2:]) >= SURE_NAME
    )
    return People((Mention(text),) if name else (), "" if name or not text else text, joined)


def _apart(text: str) -> list[str]:
    """Names that only blanks part: 张三 李四, but not 张 三 nor 欧阳 娜娜."""
    parts = text.split()
    if len(parts) < 2 or text.isascii() or parts[0] in WORDS.doubles:
        return []
    return parts if all(name_score(one) >= SURE_NAME for one in parts) else []


def _parts(text: str) -> list[str]:
    """The cell at its breaks, with brackets kept whole."""
    kept: list[str] = []

    def put_by(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\x00{len(kept) - 1}\x01"

    bare = _BRACKETS.sub(put_by, text)
    bare = re.sub(r"(?<=[)）\]】\x01])\s*(?=[^\W\d_])", "\n", bare)
    parts: list[str] = []
    for part in _BREAK.split(bare):
        part = re.sub("\x00(\\d+)\x01", lambda m: kept[int(m[1])], part).strip()
        if not part:
            continue
        parts += _spaced(part) or [part]
    return _held_together(parts)


def _spaced(part: str) -> list[str]:
    """The people of a part that only blanks part, each with what follows of them; or nothing."""
    pieces = part.split()
    if len(pieces) < 2 or part.isascii() or pieces[0] in WORDS.doubles:
        return []
    out: list[str] = []
    for piece in pieces:
        bare = _without_relation({}, _NUMBERED.sub("", _BRACKETS.sub("", piece)))
        if name_score(re.sub(r"[\d:：]", "", bare)) >= SURE_NAME:
            out.append(piece)
        elif out and (kinds(piece) - {"name"} or re.search(r"\d", piece)):
            out[-1] += f" {piece}"
        else:
            return []
    return out if len(out) > 1 else []


def _held_together(parts: list[str]) -> list[str]:
    """Breaks that stand inside what one person says (张三/男/19900001234) part nobody."""
    out: list[str] = []
    for part in parts:
        alone = not re.search(r"[^\W\d_]{2}", re.sub(r"[xX]", "", part))
        about = kinds(part) & {"phone", "id", "date", "sex", "relation", "age"}
        if out and (alone or (about and not _starts_person(part))):
            out[-1] += f" {part}"
        else:
            out.append(part)
    return out


def _starts_person(part: str) -> bool:
    """Whether a part begins with a name, whatever numbers follow: 张三（妻） 1978.10."""
    word = re.split(r"[\s\d(（\[【:：]", _NUMBERED.sub("", part).strip(), maxsplit=1)[0]
    return name_score(_without_relation({}, word)) >= SURE_NAME


def _mention(part: str) -> tuple[Mention | None, str]:
    """The one person of a part, and what of it cannot be understood."""
    said: dict[str, str] = {}
    rest = _NUMBERED.sub("", part)
    inside = _BRACKETS.findall(rest)
    rest = _BRACKETS.sub(" ", rest)
    rest = _take(said, rest)
    for one in inside:
        left = _take(said, one)
        words = [word for word in re.split(r"[\s,，、;；:：/]+", left) if word]
        for word in words:
            if not _typed(said, word):
                said["note"] = "；".join(filter(None, (said.get("note", ""), word)))
    words = [word for word in re.split(r"[\s:：.．]+", rest) if word and not _typed(said, word)]
    if len(words) > 1 and all(len(word) == 1 for word in words):
        words = ["".join(words)]
    if words and all(word.isascii() for word in words):
        words = [" ".join(words)]
    if not words:
        return None, ""
    name = _without_relation(said, words[0])
    if name_score(name) <= 0:
        return None, "".join(words)
    return Mention(name, tuple(said.items())), "".join(words[1:])


def _take(said: dict[str, str], text: str) -> str:
    """Take numbers out of a text into what is said; what is left comes back."""
    for key, form in (("id_number", _ID), ("phone", _PHONE), ("birth", _DATE), ("age", _AGE)):
        if found := form.search(text):
            value = found[1] if key == "age" else found[0]
            said.setdefault(key, re.sub("(?:出)?生$", "", value))
            text = form.sub(" ", text)
    return text


def _typed(said: dict[str, str], word: str) -> bool:
    """Whether a word says a fact of its person; it is put down then."""
    if _YEAR.fullmatch(word):
        said.setdefault("birth", word)
        return True
    for kind, field in _KIND_OF.items():
        if kind in kinds(word):
            said.setdefault(field, word)
            return True
    return False


def _without_relation(said: dict[str, str], word: str) -> str:
    if name_score(word) >= SURE_NAME and word[:2] not in WORDS.relations:
        return word
    kin = _KIN.match(word)
    while kin:
        if name_score(word[kin.end() :]) >= SURE_NAME:
            said.setdefault("relation", kin[0])
            return word[kin.end() :]
        kin = _KIN.fullmatch(word, 0, kin.end() - 1) if kin.end() > 1 else None
    return word
