"""The names in one entry: where they stand, whose they are, what is doubtful about them."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wanjia.places.addresses.characters import plain
from wanjia.reports.paste.reader.facts import Facts
from wanjia.reports.paste.reader.lexicon import LEXICON
from wanjia.reports.paste.reader.people import Member
from wanjia.reports.paste.reader.roster import (
    Dwelling,
    RosterIndex,
    RosterPerson,
    Written,
    written,
)
from wanjia.reports.paste.reader.scan import SLOT

_HAN_AFTER_NAME = re.compile(SLOT + r"([\u3400-\u9fff])(?=[\s\d,，、:：]|$)")
Hit = tuple[int, str, str, int]  # where a name stands, how it is said, the name, and whose


class Slot(NamedTuple):
    """A name that was found in a text, and the resident who has it."""

    name: str
    person: RosterPerson


class Named(NamedTuple):
    """The names of an entry in its order, who each is, and the first doubt about them."""

    names: tuple[str, ...]
    members: list[Member]
    why: str
    about: str
    candidates: tuple[str, ...]


def named(text: str, names: Iterable[Written]) -> list[Hit]:
    """Where a plain text has these names (plain form, the longest first), in its order."""
    hits: list[Hit] = []
    for name, spaced, whose in names:
        for said in (name, spaced):
            if said and said in text:
                at = text.index(said)
                if not (hits or said.isascii()) or _free(text, at, said, hits):
                    hits.append((at, said, name, whose))
                    break
    if len(hits) > 1:
        hits.sort()
    return hits


def _free(text: str, at: int, name: str, hits: list[Hit]) -> bool:
    """Whether a name found there is a word of its own and not part of another name."""
    end = at + len(name)
    for left, said, _name, _whose in hits:
        if left < end and at < left + len(said):
            return False
    return not (name.isascii() and _inside_word(text, at, name))


def mask(
    raw: str, names: Iterable[Written], people: Sequence[RosterPerson]
) -> tuple[str, list[Slot]]:
    """Put SLOT for each of these names in a text as typed; the names as written, in order."""
    out, last, slots = "", 0, []
    for start, said, _name, whose in named(plain(raw), names):
        end = start + len(said)
        out += raw[last:start] + SLOT
        slots.append(Slot(raw[start:end].replace(" ", ""), people[whose]))
        last = end
    return out + raw[last:], slots


def _inside_word(text: str, at: int, word: str) -> bool:
    return text[at - 1 : at].isalpha() or text[at + len(word) : at + len(word) + 1].isalpha()


def mask_anyone(raw: str, index: RosterIndex) -> tuple[str, list[Slot]]:
    """Put SLOT for the name of any resident, where a word can begin."""
    simple = plain(raw)
    names: dict[str, RosterPerson] = {}
    at = 0
    while at < len(simple):
        if simple[at] in index.initial:
            for length in range(index.longest_name, 1, -1):
                word = simple[at : at + length]
                if len(word) == length and word in index.by_name and word not in LEXICON.not_names:
                    names.setdefault(word, index.by_name[word][0])
                    at += length - 1
                    break
        at += 1
    if not names:
        return raw, []
    longest = sorted(names, key=lambda name: -len(name))
    people = [names[name] for name in longest]
    return mask(raw, [written(name, at) for at, name in enumerate(longest)], people)


def names_of(
    facts: Facts,
    masked: str,
    slots: list[Slot],
    dwelling: Dwelling | None,
    index: RosterIndex,
) -> Named:
    """The names of a line in order, with the person each is, and what is doubtful about them."""
    if not facts.unknown and not slots:
        return Named((), [], "", "", ())
    order: list[tuple[int, str, Member, str]] = []
    at = -1
    for slot in slots:
        at = masked.index(SLOT, at + 1)
        order.append((at, slot.name, slot.person if dwelling else None, "slot"))
    why, about, candidates = "", "", tuple(s.person.id for s in slots) if not dwelling else ()
    for start, end, how in facts.unknown:
        name = masked[start:end].strip()
        person, code, ids = _stranger(name, how, dwelling, index)
        order.append((start, name, person, how))
        if code and not why:
            why, about, candidates = code, name, ids
    grown = _HAN_AFTER_NAME.search(plain(masked))
    if grown and not why and facts.strays:
        place = [m.start() for m in re.finditer(SLOT, masked)].index(grown.start())
        name = slots[place].name + grown[1]
        why, about = ("name_elsewhere" if name in index.by_name else "name_unknown"), name
        order = [(a, name if a == grown.start() else n, m, h) for a, n, m, h in order]
        candidates = (slots[place].person.id,)
    order.sort(key=lambda o: o[0])
    return Named(tuple(o[1] for o in order), [o[2] for o in order], why, about, candidates)


def _stranger(
    name: str, how: str, dwelling: Dwelling | None, index: RosterIndex
) -> tuple[Member, str, tuple[str, ...]]:
    """A name that is not this household's: a nickname of one of them, someone else, a slip."""
    if dwelling is None:
        return None, "", tuple(p.id for p in index.by_name.get(plain(name), ()))[:8]
    if how == "nick":
        surname = plain(name)[1] if name[0] in "老小阿" else plain(name)[0]
        same = [p for p in dwelling.people if plain(p.name).startswith(surname)]
        if len(same) == 1:
            return same[0], "", ()
        return None, "name_unknown" if not same else "who", dwelling.ids
    elsewhere = index.by_name.get(plain(name), [])
    if elsewhere:
        return None, "name_elsewhere", (*(p.id for p in elsewhere), *dwelling.ids)[:8]
    return None, "name_unknown", _alike(name, dwelling) or dwelling.ids


def _alike(name: str, dwelling: Dwelling) -> tuple[str, ...]:
    from rapidfuzz import fuzz  # only doubtful lines ask

    scored = [(fuzz.ratio(plain(name), plain(p.name)), p.id) for p in dwelling.people]
    return tuple(id_ for score, id_ in sorted(scored, reverse=True) if score >= 40)
