"""One entry's text → what it says, with the roster: doors, names, results, kind and certainty."""

import re
from typing import Any

from wanjia.places.addresses.characters import plain
from wanjia.reports.paste.reader.doors import Mention, find_doors
from wanjia.reports.paste.reader.facts import facts_of
from wanjia.reports.paste.reader.kinds import Entry
from wanjia.reports.paste.reader.lexicon import LEXICON
from wanjia.reports.paste.reader.naming import mask, mask_anyone, names_of
from wanjia.reports.paste.reader.reading import Reading
from wanjia.reports.paste.reader.roster import Dwelling, Place
from wanjia.reports.paste.reader.scan import DOOR, SLOT

_EACH = re.compile(r"\W*(?:各|每户|每家)(?:都是?)?(?=\s*(?:\d|[一二两三四五六]))")
_WHO_IT_IS = re.compile(
    SLOT + r"\s*[(（](?:" + "|".join(map(re.escape, LEXICON.generations)) + ")[)）]"
)
_SIGN = re.compile(r"[\s:：,，、]*[-—–－]\s*(?=\d{1,2}\s*(?:$|[^\d\s.。]))|[\s:：]*[-—－]\s*$")


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
        masked, slots = mask(masked, dwelling.written, dwelling.people)
    else:
        masked, slots = mask_anyone(masked, place.roster)
    masked = wording_of(masked)
    facts = facts_of(masked) if len(masked) < 200 else facts_of.__wrapped__(masked)
    named = names_of(facts, masked, slots, dwelling, place.roster)
    entry = Entry(line, text, facts, named, dwelling, mention, place)
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
