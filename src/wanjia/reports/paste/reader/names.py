"""Whom a line may call by name: full names of the roster, and what a household's own are called."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wanjia.reports.paste.reader.lexicon import load_lexicon
from wanjia.reports.paste.reader.roster import COMPOUND, Dwelling, Member, RosterIndex
from wanjia.reports.paste.reader.sounds import sound_of, syllables_of
from wanjia.reports.paste.reader.tokens import Kind, Token

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z][a-z' ]{1,20}[a-z]")
_PARENTS = re.compile(r"(?:他|她|的)?(妈妈?|爸爸?|奶奶|爷爷|外婆|外公)")
_HOUSE = "家府宅"
_CLOSE = 0.3  # two people called so at nearly the same price: it does not say which


class Named(NamedTuple):
    """A full name in a text, and everybody of the roster who has it."""

    start: int
    end: int
    members: tuple[Member, ...]


def full_names(text: str, index: RosterIndex) -> list[Named]:
    """Where full names of the roster stand in a plain text, the longest at each place."""
    found: list[Named] = []
    end = 0
    for at, first in enumerate(text):
        if at < end:
            continue
        for size in index.name_sizes.get(first, ()):
            word = text[at : at + size]
            known = index.by_name.get(word) if len(word) == size else None
            if known and _stands_alone(text, at, at + size):
                found.append(Named(at, at + size, tuple(known)))
                end = at + size
                break
            if size == 2 and text[at + 1 : at + 2] == " ":
                known = index.by_name.get(first + text[at + 2 : at + 3])
                if known:
                    found.append(Named(at, at + 3, tuple(known)))
                    end = at + 3
                    break
    return found


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a word in letters is not part of a longer one."""
    if not text[start].isascii():
        return True
    around = text[start - 1 : start] + text[end : end + 1]
    return not any("a" <= c <= "z" for c in around)


def household_names(dwelling: Dwelling, text: str) -> list[Token]:
    """Everything in a plain text by which one of a household can be meant."""
    forms, letters = _forms(dwelling)
    found: list[Token] = []
    for form, said in forms.items():
        at = text.find(form)
        while at >= 0:
            if _stands_alone(text, at, at + len(form)):
                found.append(Token(at, at + len(form), Kind.PERSON, said[0], said[1]))
            at = text.find(form, at + 1)
    if letters and _LATIN.search(text):
        found += _in_letters(dwelling, text)
    found += _with_titles(dwelling, text)
    found += _parents(dwelling, text)
    found += _families(dwelling, text)
    return found


def _forms(dwelling: Dwelling) -> tuple[dict[str, tuple[tuple[Member, ...], float]], bool]:
    """What the household's people are called, with whom it means and its price; kept."""
    known = dwelling.cache.get("forms")
    if known is None:
        prices: dict[str, dict[Member, float]] = {}
        for member in dwelling.members:
            for form, price in names_of(member):
                if form:
                    one = prices.setdefault(form, {})
                    one[member] = min(price, one.get(member, 9.0))
        forms = {}
        for form, people in prices.items():
            low = min(people.values())
            forms[form] = (tuple(m for m, p in people.items() if p <= low + _CLOSE), low)
        known = dwelling.cache["forms"] = (forms, any(not m.latin for m in dwelling.members))
    return known  # type: ignore[return-value]


def names_of(member: Member) -> Iterable[tuple[str, float]]:
    """What a resident may be called at home and in the group, each with its price."""
    yield member.name, 0.1
    for alias in member.aliases:
        yield alias, 0.3
    if member.latin:
        parts = member.name.split()
        for part in parts:
            yield part, 0.6
        yield " ".join(reversed(parts)), 0.3
        yield "".join(reversed(parts)), 0.5
        return
    surname, given = member.surname, member.given
    if len(member.name) == 2:
        yield f"{member.name[0]} {member.name[1]}", 0.3
    if len(given) == 2:
        yield given, 0.5
        yield given[0] * 2, 1.4
        yield given[1] * 2, 1.0
        for before in "小阿":
            yield before + given[1], 0.9
            yield before + given[0], 1.3
        yield "小" + given[1] * 2, 1.1
        yield given[1] + "宝", 1.3
        yield given[1] + "儿", 1.5
        if given[0] == given[1]:
            yield given[0], 1.5
    elif given:
        yield given * 2, 1.0
        yield "小" + given, 0.9
        yield "阿" + given, 0.9
        yield given, 1.6
        yield given * 2 + "宝", 1.5
        yield given + "儿", 1.0
    age = member.age
    if age is None or age >= 35:
        yield "老" + surname, 0.8
    if age is None or age < 60:
        yield "小" + surname, 0.9
    yield "阿" + surname, 1.2
    if age is None or 15 <= age < 60:
        yield "大" + surname, 1.2
    if age is None or 18 <= age < 60:
        yield f"小{surname}{'姐' if member.sex == '女' else '哥'}", 1.0
    yield surname, 0.8 if len(surname) > 1 else 1.9
    if len(member.name) > 3:  # 佐藤 of 佐藤健一, 古丽 of 阿依古丽·买买提
        first, *more = member.name.replace(".", "·").split("·")
        yield first, 0.4
        if len(first) > 2 and first[:2] not in COMPOUND:
            yield first[:2], 0.7
        if len(first) > 2 and len(surname) < 2:
            yield first[-2:], 0.7
        for part in more:
            yield part, 0.6


def _with_titles(dwelling: Dwelling, text: str) -> list[Token]:
    """`林阿姨`, `建国叔叔`: a name with a title that suits the person."""
    found = []
    for surname in {m.surname for m in dwelling.members if not m.latin and m.surname in text}:
        for title in load_lexicon().titles:
            at = text.find(surname + title)
            if at < 0:
                continue
            fits = tuple(m for m in dwelling.members if m.surname == surname and _suits(m, title))
            if title in ("太太", "太"):  # the wife of one so called
                fits = _wives(dwelling, surname) or fits
            if fits:
                end = at + len(surname) + len(title)
                found.append(Token(at, end, Kind.PERSON, fits, 0.6))
    for member in dwelling.members:
        if len(member.given) < 2 or member.latin or member.given not in text:
            continue
        for title in load_lexicon().titles:
            for name in (member.name, member.given):
                at = text.find(name + title)
                if at >= 0 and _suits(member, title):
                    end = at + len(name) + len(title)
                    found.append(Token(at, end, Kind.PERSON, (member,), 0.4))
    return found


def _wives(dwelling: Dwelling, surname: str) -> tuple[Member, ...]:
    grown = [m for m in dwelling.members if m.age is None or m.age >= 20]
    if not any(m.surname == surname and m.sex == "男" for m in grown):
        return ()
    return tuple(m for m in grown if m.sex == "女" and m.surname != surname)


def _suits(member: Member, title: str) -> bool:
    """Whether somebody of this sex and age may be called so."""
    if member.age is not None:
        young = member.age < 18
        if (
            young != (title in load_lexicon().young_titles)
            and title not in load_lexicon().neutral_titles
        ):
            return False
        if title in load_lexicon().old_titles and member.age < 50:
            return False
    if title in load_lexicon().neutral_titles or not member.sex:
        return True
    other = "女" if member.sex == "男" else "男"
    return title not in load_lexicon().titles_by_sex[other]


def _parents(dwelling: Dwelling, text: str) -> list[Token]:
    """`小满妈妈` is the mother of 小满 and not 小满."""
    if not any(c in text for c in "妈爸奶爷婆公"):
        return []
    found = []
    for child in dwelling.members:
        if child.latin or (child.age is not None and child.age >= 25):
            continue
        for form in {child.name, child.given, "小" + child.given[-1:], child.given[-1:] * 2}:
            at = text.find(form) if form else -1
            match = _PARENTS.match(text, at + len(form)) if at >= 0 else None
            if match is None:
                continue
            fits = tuple(
                m for m in dwelling.members if m is not child and _may_raise(m, child, match[1])
            )
            found.append(Token(at, match.end(), Kind.PERSON, fits or dwelling.members, 0.3))
    return found


def _may_raise(member: Member, child: Member, word: str) -> bool:
    grand = word in ("奶奶", "爷爷", "外婆", "外公")
    sex = "女" if word[0] in "妈奶" or word == "外婆" else "男"
    if member.sex not in ("", sex) or member.age is None:
        return False
    gap = member.age - child.age if child.age is not None else 30
    return gap >= 38 if grand else 16 <= gap <= 46


def _of_one_surname(dwelling: Dwelling, text: str) -> list[Token]:
    """`佐藤`, `欧阳`, `Nair`: a surname that all of the household have."""
    names = [m.name for m in dwelling.members]
    if len(names) > 1 and all(m.latin and m.surname for m in dwelling.members):
        last = {m.surname for m in dwelling.members}
        at = text.find(first := last.pop())
        alone = not last and at >= 0 and _stands_alone(text, at, at + len(first))
        return [Token(at, at + len(first), Kind.ALL, first, 0.5)] if alone else []
    first = names[0][:2] if len(names) > 1 and not dwelling.members[0].latin else ""
    at = text.find(first) if first and all(name.startswith(first) for name in names) else -1
    return [Token(at, at + 2, Kind.ALL, first, 0.6)] if at >= 0 else []


def _families(dwelling: Dwelling, text: str) -> list[Token]:
    """`周家`, `张伟一家`: all of the household."""
    found = _of_one_surname(dwelling, text)
    if not any(c in text for c in _HOUSE):
        return found
    words = [(m.surname, 0.5) for m in dwelling.members if not m.latin]
    words += [(m.name, 0.4) for m in dwelling.members]
    words += [("老" + m.surname, 0.5) for m in dwelling.members if not m.latin]
    for word, price in dict(words).items():
        for match in re.finditer(rf"{re.escape(word)}(?:一家人?|全家|[{_HOUSE}])里?", text):
            found.append(Token(match.start(), match.end(), Kind.ALL, match[0], price))
    return found


def _in_letters(dwelling: Dwelling, text: str) -> list[Token]:
    """`zhouwei`, `Wei Zhou`: names in pinyin, asked for only where there are letters."""
    found = []
    for form, (member, price) in _pinyin_forms(dwelling).items():
        at = text.find(form)
        if at >= 0 and _stands_alone(text, at, at + len(form)):
            found.append(Token(at, at + len(form), Kind.PERSON, (member,), price))
    return found


def _pinyin_forms(dwelling: Dwelling) -> dict[str, tuple[Member, float]]:
    known = dwelling.cache.get("pinyin")
    if known is None:
        forms: dict[str, tuple[Member, float]] = {}
        for member in dwelling.members:
            if member.latin:
                continue
            parts = syllables_of(member.name)
            first, rest = (
                "".join(parts[: len(member.surname)]),
                "".join(parts[len(member.surname) :]),
            )
            initials = "".join(one[0] for one in parts)
            for form, price in (
                (first + rest, 0.7), (f"{first} {rest}", 0.7), (f"{rest} {first}", 0.8),
                (rest + first, 0.9), (rest, 0.9),
                (first + "".join(one[0] for one in parts[1:]), 1.4),
                (initials if len(initials) > 2 else "", 1.4), (" ".join(parts), 0.7),
            ):  # fmt: skip
                if len(form) > 2:
                    forms.setdefault(form, (member, price))
        known = dwelling.cache["pinyin"] = forms
    return known  # type: ignore[return-value]


def sounding_alike(members: Sequence[Member], text: str) -> list[Token]:
    """Names written with other characters of the same sound: 王小名 for 王小明."""
    sounds: dict[tuple[str, int], tuple[tuple[Member, ...], float]] = {}
    for member in members:
        if member.latin:
            continue
        for form, price in ((member.name, 1.3), (member.given, 1.6)):
            if len(form) > 1:
                key = (sound_of(form), len(form))
                several = sounds.get(key, ((), price))[0]
                sounds[key] = ((*several, member), price)  # 梓轩 and 梓萱 sound alike
    found = _mixed_up(members, text)
    for size in {size for _sound_of, size in sounds}:
        for at in range(len(text) - size + 1):
            word = text[at : at + size]
            if not all(map(_HAN.match, word)):
                continue
            known = sounds.get((sound_of(word), size))
            if known is None or any(word in (m.name, m.given) for m in known[0]):
                continue
            name = known[0][0].name
            doubled = word == word[0] * size
            if len(word) == len(name) or doubled or set(word) & set(name):
                found.append(Token(at, at + size, Kind.PERSON, known[0], known[1]))
    return found


def _mixed_up(members: Sequence[Member], text: str) -> list[Token]:
    """Names whose characters were typed in another order: 方杰俊 for 方俊杰."""
    found = []
    for member in members:
        name = member.name
        if member.latin or len(name) < 3:
            continue
        for at in range(len(text) - len(name) + 1):
            word = text[at : at + len(name)]
            if word != name and word[0] == name[0] and sorted(word) == sorted(name):
                found.append(Token(at, at + len(word), Kind.PERSON, (member,), 0.9))
    return found


def strangers(text: str) -> list[Token]:
    """What looks like a name: a surname with one or two characters after it."""
    found = []
    for at, first in enumerate(text):
        if first not in load_lexicon().surnames or (at and _HAN.match(text[at - 1])):
            continue
        if any(text[at : at + n] in load_lexicon().not_names for n in (2, 3)):
            continue
        if any(text[at : at + n] in load_lexicon().everyday for n in (2, 3)):
            continue
        size = 2 if text[at : at + 2] in load_lexicon().compound else 1
        for many in (size + 2, size + 1):
            word = text[at : at + many]
            if len(word) == many and all(map(_HAN.match, word)):
                price = 2.2 if many == size + 1 else 3.2
                found.append(Token(at, at + many, Kind.STRANGER, word, price))
        for title in load_lexicon().titles:
            if text.startswith(title, at + size):
                end = at + size + len(title)
                found.append(Token(at, end, Kind.STRANGER, text[at:end], 1.6))
                break
    return found
