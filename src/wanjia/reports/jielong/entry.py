"""One entry's text → what it says, with the roster: doors, names, results, kind and certainty."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from wanjia.places.characters import plain
from wanjia.reports.jielong.doors import Mention, find_doors
from wanjia.reports.jielong.facts import Facts, facts_of
from wanjia.reports.jielong.people import Member, Settled, settle
from wanjia.reports.jielong.reading import Reading
from wanjia.reports.jielong.roster import (
    Context,
    Dwelling,
    RosterIndex,
    RosterPerson,
    Written,
    written,
)
from wanjia.reports.jielong.scan import DOOR, SLOT
from wanjia.reports.jielong.words import LEXICON

_CONFIRMS = re.compile(
    r"\W*(?:真的|是|对|好|啊|哦|嗯|这样|可以|行|ok|哈)?(?:吗|伐|么|嘛|啊|呀)?\W*$"
)
NOTHING = Settled()
_EACH = re.compile(r"\W*(?:各|每户|每家)(?:都是?)?(?=\s*(?:\d|[一二两三四五六]))")
_WHO_IT_IS = re.compile(
    SLOT + r"\s*[(（](?:" + "|".join(map(re.escape, LEXICON.generations)) + ")[)）]"
)
_SIGN = re.compile(r"[\s:：,，、]*[-—–－]\s*(?=\d{1,2}\s*(?:$|[^\d\s.。]))|[\s:：]*[-—－]\s*$")
_HAN_AFTER_NAME = re.compile(SLOT + r"([\u3400-\u9fff])(?=[\s\d,，、:：]|$)")


class Place(NamedTuple):
    """Where an entry stands: its list's context, its title's block, the door it inherits."""

    roster: RosterIndex
    context: Context
    prefix: str = ""
    inherited: Dwelling | None = None
    in_list: bool = False


Hit = tuple[int, str, str, int]  # where a name stands, how it is said, the name, and whose


class _Slot(NamedTuple):
    name: str
    person: RosterPerson


class _Named(NamedTuple):
    names: tuple[str, ...]
    members: list[Member]
    why: str
    about: str
    candidates: tuple[str, ...]


def read_entry(line: int, text: str, raw: str, simple: str, place: Place) -> Reading:
    """Read the text of one entry: `raw` as typed and `simple` in plain form, without its number.

    `text` is the whole line, for the reading. Never raises on any text.
    """
    mentions = find_doors(simple, place.roster, place.context, place.prefix)
    if len({m.said for m in mentions}) > 1 and not any(m.room for m in mentions):
        several = _several(line, text, raw, simple, mentions, place)
        if several:
            return several
    return _read_part(line, text, raw, simple, mentions, place)


def _several(
    line: int, text: str, raw: str, simple: str, mentions: list[Mention], place: Place
) -> Reading | None:
    """Several doors in one line: each with its own results, or all with the last one's."""
    starts = [0] + [m.start for m in mentions[1:]]
    ends = [*starts[1:], len(raw)]
    parts = []
    for mention, start, end in zip(mentions, starts, ends, strict=True):
        moved = mention._replace(start=mention.start - start, end=mention.end - start)
        body = re.sub(r"\s\d{1,3}\s*[.、]\s*$", "", raw[start:end])
        parts.append(
            _read_part(line, text, body, simple[start : start + len(body)], [moved], place)
        )
    last = parts[-1]
    tail = raw[mentions[-1].end :]
    each = _EACH.match(tail)
    if (last.kind == "answer" or each) and all(
        p.antigen is None and p.temperature is None for p in parts[:-1]
    ):
        tail = tail[each.end() :] if each else tail
        for at, mention in enumerate(mentions if each else mentions[:-1]):
            body = raw[mention.start : mention.end] + " " + tail
            moved = mention._replace(start=0, end=mention.end - mention.start)
            again = _read_part(line, text, body, plain(body), [moved], place)
            parts[at] = again._replace(names=parts[at].names)
    kinds = [p.kind for p in parts]
    if "note" in kinds and len(set(kinds)) > 1:
        parts = [p for p in parts if p.kind != "note"]
    if kinds.count("need"):
        return None
    return combined(parts)


def combined(parts: list[Reading]) -> Reading:
    """Several entries that stand on one line, as the line's one reading."""
    first = next((p for p in parts if p.kind == "answer"), parts[0])
    doubtful = next((p for p in parts if p.status == "doubtful"), None)
    counts = [p.count for p in parts]
    known = all(c is not None for c in counts)
    total = sum(c for c in counts if c is not None)
    return first._replace(
        doors=tuple(dict.fromkeys(d for p in parts for d in p.doors)),
        names=tuple(n for p in parts for n in p.names),
        count=total if known else None,
        antigen=_lined([(p.antigen, p.count) for p in parts]),
        temperature=_lined([(p.temperature, p.count) for p in parts]),
        where=next((p.where for p in parts if p.where), None),
        status="doubtful" if doubtful else first.status,
        why=doubtful.why if doubtful else first.why,
        about=doubtful.about if doubtful else first.about,
        residents=tuple(r for p in parts for r in p.residents),
        candidates=tuple(c for p in parts for c in p.candidates),
        symptoms=tuple(s for p in parts for s in p.symptoms),
    )


def _lined(values: list[tuple[object, int | None]]) -> Any:
    flat: list[object] = []
    several = False
    for value, count in values:
        if isinstance(value, tuple):
            flat += value
            several = True
        else:
            flat += [value] * (count or 1)
    given = [v for v in flat if v is not None]
    if not given:
        return None
    numbers = isinstance(given[0], float)
    if len(set(flat)) == 1 and not (numbers and len(flat) > 1 and (several or len(values) > 1)):
        return flat[0]
    return tuple(flat)


def _read_part(
    line: int, text: str, raw: str, simple: str, mentions: list[Mention], place: Place
) -> Reading:
    mention = mentions[0] if mentions else None
    dwelling, doubt, about, candidates = _dwelling(mention, simple)
    if mention is None:
        dwelling = place.inherited
    others = mentions[1:] if mention else []
    for door in others:
        raw = raw[: door.start] + " " * (door.end - door.start) + raw[door.end :]
    masked = raw if mention is None else raw[: mention.start] + DOOR + raw[mention.end :]
    if dwelling is not None:
        masked, slots = _mask(masked, dwelling.written, dwelling.people)
    else:
        masked, slots = _mask_anyone(masked, place.roster)
    masked = wording_of(masked)
    facts = facts_of(masked) if len(masked) < 200 else facts_of.__wrapped__(masked)
    named = _names(facts, masked, slots, dwelling, place.roster)
    entry = _Entry(line, text, facts, named, dwelling, mention, place)
    entry.doubt, entry.about, entry.candidates = doubt, about, candidates
    return entry.reading()


def wording_of(masked: str) -> str:
    """What facts are told from: a masked text (see `scan`) without a door that it begins with."""
    before, door, after = masked.partition(DOOR)
    if door and not before.strip():
        # `602 -1`, `3-201 -`: what stands between door and the rest can be part of the rest.
        sign = "-" if _SIGN.match(after) else ""
        masked = sign + after.lstrip(" -:：,，、")
    return _WHO_IT_IS.sub(SLOT, masked)


def _dwelling(
    mention: Mention | None, simple: str
) -> tuple[Dwelling | None, str, str, tuple[str, ...]]:
    if mention is None:
        return None, "", "", ()
    found = mention.found
    if not found:
        code = "room_only" if mention.room else "door_unknown"
        return None, code, mention.said, ()
    if len(found) == 1 and not mention.room:
        return found[0], "", "", ()
    by_name = [d for d in found if any(name in simple for name, _ in d.plain_names)]
    if len(by_name) == 1:
        return by_name[0], "", "", ()
    ids = tuple(i for d in (by_name or found) for i in d.ids)[:12]
    return None, "room_only" if mention.room else "door_ambiguous", mention.said, ids


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


def _mask(
    raw: str, names: Iterable[Written], people: Sequence[RosterPerson]
) -> tuple[str, list[_Slot]]:
    """Put SLOT for each of these names in a text as typed; the names as written, in order."""
    out, last, slots = "", 0, []
    for start, said, _name, whose in named(plain(raw), names):
        end = start + len(said)
        out += raw[last:start] + SLOT
        slots.append(_Slot(raw[start:end].replace(" ", ""), people[whose]))
        last = end
    return out + raw[last:], slots


def _inside_word(text: str, at: int, word: str) -> bool:
    return text[at - 1 : at].isalpha() or text[at + len(word) : at + len(word) + 1].isalpha()


def _mask_anyone(raw: str, index: RosterIndex) -> tuple[str, list[_Slot]]:
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
    return _mask(raw, [written(name, at) for at, name in enumerate(longest)], people)


def _names(
    facts: Facts,
    masked: str,
    slots: list[_Slot],
    dwelling: Dwelling | None,
    index: RosterIndex,
) -> _Named:
    """The names of a line in order, with the person each is, and what is doubtful about them."""
    if not facts.unknown and not slots:
        return _Named((), [], "", "", ())
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
    return _Named(tuple(o[1] for o in order), [o[2] for o in order], why, about, candidates)


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


class _Entry:
    """Decides the kind of one entry and how certain it is."""

    def __init__(
        self,
        line: int,
        text: str,
        facts: Facts,
        named: _Named,
        dwelling: Dwelling | None,
        mention: Mention | None,
        place: Place,
    ) -> None:
        self.line, self.text, self.facts, self.named = line, text, facts, named
        self.dwelling, self.mention, self.place = dwelling, mention, place
        self.doubt = self.about = ""
        self.candidates: tuple[str, ...] = ()

    def reading(self) -> Reading:
        """The reading of the entry."""
        f = self.facts
        antigens = any(r.antigens for r in f.runs)
        temps = any(r.temps for r in f.runs)
        if self.place.context.purpose == "order" and not antigens:
            return self._order()
        if temps and not antigens and f.has("need") and self.mention:
            return self._need()
        if antigens or (temps and (self.mention or self.named.names or f.has("test", "self"))):
            return self._answer()
        if temps and self._speaks():
            return self._answer()
        if f.has("cancel") and not f.has("need"):
            return self._note("cancelled", "doubtful")
        if f.has("asked") and (self.mention or f.has("question")):
            return self._need()
        if self._asks():
            return self._need()
        if f.has("quantity") and (self.mention or f.has("order")) and not f.has("done", "number"):
            return self._order()
        return self._counted_or_absent()

    def _counted_or_absent(self) -> Reading:
        f, purpose = self.facts, self.place.context.purpose
        door = self.mention is not None or self.dwelling is not None
        whose = door or bool(self.named.names)
        absent = f.where not in (None, "home")
        if door and purpose == "headcount":
            return self._headcount()
        if absent and (whose or f.has("self", "relation")):
            return self._unable("away")
        if door and f.number is not None and not purpose and not f.has("relation"):
            return self._headcount()
        if f.symptoms and (whose or f.has("self", "relation")):
            return self._unable("symptoms", "doubtful")
        untested = f.has("untested")
        if untested and (whose or f.has("self")):
            return self._unable("untested")
        if f.has("positive_talk"):
            return self._note("positive_talk", "doubtful")
        if door and f.has("general") and not f.has("well", "done") and not self.named.names:
            return self._note("announcement")
        if door and (purpose == "answer" or self.named.names or f.has("well", "done") or f.number):
            return self._unable("no_result", "doubtful")
        if f.has("general"):
            return self._note("announcement")
        return self._note("chatter")

    def _asks(self) -> bool:
        f = self.facts
        if not f.has("need", "question"):
            return False
        if self.mention is None and f.has("general") and not f.has("question"):
            return False
        if self.mention is None and "@所有人" in self.text:
            return False
        if f.has("need"):
            return True
        return not _CONFIRMS.match(self.text.strip()[-12:]) or len(self.text.strip()) > 12

    def _speaks(self) -> bool:
        """Whether a line without a door is somebody's own result rather than talk."""
        f = self.facts
        if f.has("others", "general", "quantity"):
            return False
        own = any(r.total or r.people or any(g[0] in ("all",) for g in r.groups) for r in f.runs)
        return own or f.strays <= 4

    def _doors(self) -> tuple[str, ...]:
        if self.dwelling is not None:
            return (self.dwelling.door,)
        if self.doubt == "door_ambiguous":
            return (self.about,)
        return ()

    def _answer(self) -> Reading:
        f = self.facts
        nobody = self.mention is None and self.dwelling is None and not self.named.names
        if nobody and not self._speaks():
            return self._talk()
        settled = settle(f, self.dwelling, self.named.members)
        why = self._why(settled)
        residents = settled.residents if self.dwelling and not why else ()
        return self._made(
            "answer",
            "doubtful" if why else "sure",
            why,
            settled=settled,
            residents=residents,
            where=f.where,
        )

    def _talk(self) -> Reading:
        f = self.facts
        positive = any("positive" in r.antigens for r in f.runs) or f.has("positive_talk")
        if f.has("question"):
            return self._need()
        if positive and not f.has("general"):
            return self._note("positive_talk", "doubtful")
        return self._note("announcement")

    def _why(self, settled: Settled) -> str:
        f = self.facts
        if self.doubt:
            return self.doubt
        if self.dwelling is None:
            return "no_door"
        if self.named.why:
            self.about = self.named.about
            return self.named.why
        if not self.dwelling.people:
            self.about = self.dwelling.door
            return "door_empty"
        if f.has("bad value"):
            return "value_unreadable"
        if f.has("hedge"):
            return "uncertain"
        if f.has("hearsay"):
            return "hearsay"
        if settled.doubt:
            return settled.doubt
        if f.has("positive_talk") and not f.has("negated"):
            return "positive_talk"
        positive = settled.antigen == "positive" or (
            isinstance(settled.antigen, tuple) and "positive" in settled.antigen
        )
        if positive and (f.strays > 8 or f.has("past", "others")):
            return "positive_talk"
        if settled.antigen is None and f.has("positive_talk", "asked"):
            return "positive_talk"
        return ""

    def _headcount(self) -> Reading:
        f = self.facts
        number, size = f.number, self.dwelling.size if self.dwelling else 0
        everyone = any(g[0] == "all" for r in f.runs for g in r.groups)
        if number is None and everyone and self.dwelling and f.where in (None, "home"):
            number = size
        if number is None and self.named.names and f.where is None and not f.has("untested"):
            number = len(self.named.names)
        why = self.doubt or ("no_door" if self.dwelling is None else self.named.why)
        if not why and f.has("hedge"):
            why = "uncertain"
        if why == self.named.why and why:
            self.about = self.named.about
        residents: tuple[str, ...] = ()
        if not why and self.dwelling:
            residents = tuple(m.id for m in self.named.members if m)
            residents = residents or (self.dwelling.ids if number == size else ())
        return self._made(
            "headcount",
            "doubtful" if why else "sure",
            why,
            settled=Settled(number),
            residents=residents,
            where=f.where,
        )

    def _unable(self, reason: str, status: str = "sure") -> Reading:
        """An answer without a result, and why there is none."""
        f = self.facts
        why = self.doubt or ("no_door" if self.dwelling is None else self.named.why)
        if why and why == self.named.why:
            self.about = self.named.about
        if why or (f.has("hedge") and reason != "no_result"):
            why, status = why or "uncertain", "doubtful"
        people = tuple(m.id for m in self.named.members if m)
        if not people and self.dwelling and (self.dwelling.size == 1 or self._all()):
            people = self.dwelling.ids
        some = any(r.people or r.total or r.groups for r in f.runs) and not self._all()
        if not people and status == "sure" and reason == "away" and some:
            why, status = "who", "doubtful"
        if not people and status == "sure" and self.dwelling and reason == "away":
            people = self.dwelling.ids
        return self._made(
            "answer",
            status,
            why or reason,
            residents=people if status == "sure" else (),
            where=f.where,
        )

    def _all(self) -> bool:
        return any(g[0] in ("all", "each") for r in self.facts.runs for g in r.groups)

    def _order(self) -> Reading:
        f = self.facts
        door = self.mention is not None or self.dwelling is not None
        wants = f.has("quantity", "order", "number")
        if f.has("cancel") and not door:
            return self._note("cancelled", "doubtful")
        if f.has("question", "need") and not f.has("quantity", "number") and self._asks():
            return self._need()
        if not door and (not wants or f.has("general")):
            return self._note("announcement" if f.has("general") else "chatter")
        why = self.doubt or ("no_quantity" if not door else self.named.why)
        if not why and f.has("cancel"):
            why = "cancelled"
        if why and why == self.named.why:
            self.about = self.named.about
        residents = tuple(m.id for m in self.named.members if m)
        return self._made("order", "doubtful" if why else "sure", why, residents=residents)

    def _need(self) -> Reading:
        """A request; a temperature told beside it, where it is clear whose, is kept with it."""
        residents = tuple(m.id for m in self.named.members if m)
        if not residents and self.dwelling and self.dwelling.size == 1:
            residents = self.dwelling.ids
        told = settle(self.facts, self.dwelling, self.named.members)
        known = not self._why(told) and bool(told.residents)
        why = self.doubt or "need"
        return self._made(
            "need",
            "doubtful" if self.doubt else "sure",
            why,
            settled=told._replace(count=None) if known else NOTHING,
            residents=told.residents if known else residents,
        )

    def _note(self, why: str, status: str = "unread") -> Reading:
        names = self.named
        self.named = names._replace(names=())
        return self._made("note", status, why)

    def _made(
        self,
        kind: str,
        status: str,
        why: str,
        settled: Settled = NOTHING,
        residents: tuple[str, ...] = (),
        where: str | None = None,
    ) -> Reading:
        candidates: tuple[str, ...] = ()
        if status == "doubtful":
            named = tuple(m.id for m in self.named.members if m)
            ids = self.dwelling.ids if self.dwelling else ()
            candidates = self.candidates or self.named.candidates or named or ids
        names = self.named.names
        if kind in ("need", "order"):
            names = self._surer_names()
        return Reading(
            self.line,
            self.text,
            kind,  # type: ignore[arg-type]
            self._doors(),
            names,
            settled.count,
            settled.antigen,
            settled.temperature,
            where,
            status,  # type: ignore[arg-type]
            why,
            residents,
            candidates,
            self.facts.symptoms,
            False,
            self.about,
            self.facts.has("need"),
        )

    def _surer_names(self) -> tuple[str, ...]:
        """In a request or order a word that only looks like a name is not one."""
        return tuple(
            n
            for n, m in zip(self.named.names, self.named.members, strict=True)
            if m or plain(n) in self.place.roster.by_name
        )
