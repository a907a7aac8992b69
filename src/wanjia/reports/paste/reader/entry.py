"""One entry's reading: what kind of thing it is, whose results it tells, and how sure that is."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from wanjia.places.addresses.characters import plain
from wanjia.reports.paste.reader.candidates import (
    KNOWN,
    Candidate,
    Candidates,
    Finder,
    Source,
    settled,
)
from wanjia.reports.paste.reader.certainty import WEIGHTS, Weights, harm, residue
from wanjia.reports.paste.reader.document import Line
from wanjia.reports.paste.reader.doors import spans_of
from wanjia.reports.paste.reader.names import full_names
from wanjia.reports.paste.reader.reading import Option, Reading, Said
from wanjia.reports.paste.reader.roster import Dwelling, Member
from wanjia.reports.paste.reader.tokens import PLACES, RESULTS, VALUES, Kind, Token
from wanjia.triage import triage

_STAIRWELL = re.compile(r"(?<!\d)(\d{1,3}|[a-z])\s*(?:号楼|号门|号|幢|栋|座|#)(?!\d)")
MARGIN = 1.0  # below this the next reading is as good
MARGIN_MOST = 4.5
_ASKS_OF_TEST = re.compile(r"测|做|算|准|对|阳|阴|是不是|报|有没有")
_HEAVY_TALK = (Kind.HEDGE, Kind.BAD_TEMPERATURE, Kind.FAINT)
_WHO = (Kind.PERSON, Kind.ALL, Kind.EACH, Kind.COUNT, Kind.KIN, Kind.SELF, Kind.ALONE, Kind.REST)


@dataclass
class Judge:
    """Decides the kind of one entry and how certain it is."""

    finder: Finder
    line: Line
    text: str
    found: Candidates
    weights: Weights = WEIGHTS
    doubts: list[tuple[str, str]] = field(default_factory=list)  # code and what it is about

    def __post_init__(self) -> None:
        self.best = self.found.best
        self.meaning, self.dwelling = self.best.meaning, self.best.dwelling
        self.kinds = self.meaning.kinds
        self.tokens = self.best.cover.tokens
        self.hypothesis = self.best.hypothesis
        self.span = self.hypothesis.span
        self.purpose = self.line.block.purpose
        self.credited = self.meaning.credited
        if self.has(Kind.OTHERS) and self.hypothesis.source in (Source.SENDER, Source.BEFORE):
            self.credited, self.dwelling = [], None

    def has(self, *kinds: Kind) -> bool:
        """Whether any of these was said."""
        return any(kind in self.kinds for kind in kinds)

    def reading(self) -> Reading:
        """The reading of the entry."""
        meaning = self.meaning
        values = [kind for kind, _ in meaning.loose]
        results = bool(self.credited) or self.has(Kind.BAD_TEMPERATURE) or any(
            (kind in RESULTS and kind is not Kind.UNTESTED) or kind is Kind.TEMPERATURE for kind in values
        )  # fmt: skip
        named = bool(self.span or meaning.names)
        broadcast = self.has(Kind.GENERAL) and not named and not self.line.sender
        if self.purpose == "order" and not any(RESULTS.get(k) for k in self.kinds):
            return self._order_or_note()
        if results and not (broadcast and not self.credited):
            return self._answer()
        if broadcast and not self.has(Kind.QUESTION):
            return self._note("announcement")
        return self._without_result()

    def _without_result(self) -> Reading:
        meaning = self.meaning
        placed = [m for m, f in meaning.facts.items() if f.where]
        untested = [m for m, f in meaning.facts.items() if f.antigen == "untested"]
        asks = self._asks()
        if asks and not untested and not placed:
            return self._need()
        if self._is_order():
            return self._order()
        if placed or untested or (meaning.where and self.span):
            return self._absent(placed, untested)
        counts = self.purpose == "headcount" or self.has(Kind.COUNT)
        if (
            (self.span or self.hypothesis.source is Source.SENDER)
            and counts
            and not self.has(Kind.WELL)
        ):
            return self._headcount()
        if self.span and self.has(Kind.DONE, Kind.PCR):
            return self._headcount()
        if self.has(Kind.CANCEL):
            return self._note("cancelled", "doubtful")
        if self.dwelling and (self.has(Kind.WELL) or (self.span and meaning.names)):
            return self._made("answer", "doubtful", "no_result", count=len(meaning.names) or None)
        if meaning.loose and (named := self.span or meaning.names or self.has(Kind.SELF)):
            untold = any(kind is Kind.UNTESTED for kind, _ in meaning.loose)
            assert named
            return self._made("answer", "doubtful", "who", antigen="untested" if untold else None)
        if self.span and not self.has(Kind.GENERAL) and self._several_doors():
            return self._made("answer", "doubtful", "no_result")
        if self.span and not self.has(Kind.GENERAL):
            return self._made("answer", "doubtful", "no_result")
        return self._note("announcement" if self.has(Kind.GENERAL) else "chatter")

    def _several_doors(self) -> bool:
        return len([s for s in self.found.spans if s.doors]) > 1

    # -- kinds -------------------------------------------------------------------------------

    def _asks(self) -> bool:
        if self.has(Kind.NEED, Kind.SYMPTOM):
            return True
        return self.has(Kind.QUESTION) and len(self.text.strip(" ?？")) > 2

    def _is_order(self) -> bool:
        wants = self.has(Kind.ORDER, Kind.QUANTITY)
        return (
            wants
            and bool(self.span or self.meaning.names)
            and self.purpose != "headcount"
            and not self.meaning.facts
            and not self.has(Kind.CANCEL)
        )

    def _order_or_note(self) -> Reading:
        asks = self.has(Kind.NEED) or self.has(Kind.QUESTION)
        wants = self.has(Kind.ORDER, Kind.QUANTITY, Kind.COUNT, Kind.NUMBER)
        if self.has(Kind.CANCEL) and not self.span:
            return self._note("cancelled", "doubtful")
        if asks and not self.has(Kind.QUANTITY):
            return self._need()
        if self.span or (wants and not self.has(Kind.GENERAL)):
            return self._order()
        return self._note("announcement" if self.has(Kind.GENERAL) else "chatter")

    def _order(self) -> Reading:
        status, why = "sure", ""
        if self.has(Kind.CANCEL):
            status, why = "doubtful", "cancelled"
        elif self.dwelling is None:
            status, why = "doubtful", self._no_door()
        elif not self._door_is_sure() or self.hypothesis.price > 4.0:
            status, why = "doubtful", self._door_doubt()
        return self._made("order", status, why, residents=[m.id for m in self.meaning.named])

    def _need(self) -> Reading:
        doubtful = self.hypothesis.source is Source.UNKNOWN or (
            self.dwelling is not None and not self._door_is_sure()
        )
        why = self._door_doubt() if doubtful else "need"
        residents = [m.id for m in self.meaning.named]
        if not residents and self.dwelling and self.dwelling.size == 1:
            residents = list(self.dwelling.ids)
        return self._made("need", "doubtful" if doubtful else "sure", why, residents=residents)

    def _absent(self, placed: Sequence[Member], untested: Sequence[Member]) -> Reading:
        """No result, and why there is none: away, or not tested yet."""
        meaning = self.meaning
        if self.purpose == "headcount" and not meaning.names:
            return self._headcount()
        people = list(meaning.facts)
        antigen = "untested" if untested and not placed else None
        self._weigh_door()
        self._weigh_words()
        if not people:
            self._doubt("who")
        if "left_out" in meaning.doubts:
            self._doubt("left_out")
        count = len(untested) if untested and not placed else None
        why = "untested" if untested else "away"
        return self._judged("answer", people, why, antigen=antigen, count=count)

    def _headcount(self) -> Reading:
        meaning = self.meaning
        self._weigh_door()
        if self.has(Kind.HEDGE):
            self._doubt("uncertain")
        left, _chatter = residue(self.tokens, self.text)
        if len(left) > 2:
            self._doubt("residue", left)
        if set(meaning.doubts) & {"name_elsewhere", "name_unknown", "name_twice"}:
            self._name_doubts()
        count = meaning.count
        if count is None and self.has(Kind.ALL) and self.dwelling and not self.has(*PLACES):
            count = self.dwelling.size
        if count is None and meaning.names and not self.has(*PLACES, Kind.UNTESTED):
            count = len(meaning.names)
        people = list(meaning.named)
        if not people and self.dwelling and count == self.dwelling.size:
            people = list(self.dwelling.members)
        return self._judged("headcount", people, "", count=count, antigen=None)

    def _answer(self) -> Reading:
        meaning = self.meaning
        self._weigh_door()
        self._weigh_words()
        self._weigh_meaning()
        people = [m for m in meaning.facts if meaning.facts[m].credited or self._is_told(m)]
        loose = [(kind, value) for kind, value in meaning.loose]
        antigen = [self._antigen(m) for m in people]
        antigen += [
            RESULTS[kind] for kind, _ in loose if kind in RESULTS and kind is not Kind.UNTESTED
        ]
        heat = [meaning.facts[m].temperature for m in people]
        heat += [value for kind, value in loose if kind is Kind.TEMPERATURE]
        count = len(people) if people and not meaning.loose else meaning.count
        if count is None:
            many = sum(kind in RESULTS for kind, _ in loose)
            count = len(people) or len(meaning.names) or (many if many > 1 else None)
        elif meaning.count is not None and meaning.count > count and not meaning.excepted:
            count = meaning.count
        return self._judged(
            "answer", people, "", count=count or None, antigen=_alike(antigen), temperature=_heat(heat, len(people))
        )  # fmt: skip

    def _is_told(self, member: Member) -> bool:
        """Whether somebody without a result is named all the same: then it says "untested"."""
        return self.meaning.facts[member].antigen == "untested" and member in self.meaning.named

    def _antigen(self, member: Member) -> str | None:
        said = self.meaning.facts[member].antigen
        return said if said != "untested" or member in self.meaning.named else None

    # -- doubts ------------------------------------------------------------------------------

    def _doubt(self, code: str, about: str = "") -> None:
        if all(known != code for known, _ in self.doubts):
            self.doubts.append((code, about))

    def _no_door(self) -> str:
        return "door_unknown" if self.hypothesis.source is Source.UNKNOWN else "no_door"

    def _door_doubt(self) -> str:
        if self.dwelling is None:
            return self._no_door()
        return {
            Source.SENDER: "by_sender", Source.NAME: "by_name", Source.BEFORE: "by_before"
        }.get(self.hypothesis.source, "room_only" if self.hypothesis.bare else "door_ambiguous")  # fmt: skip

    def _rival_door(self) -> Candidate | None:
        """The cheapest reading of another door."""
        return next(
            (one for one in self.found.ranked if one.dwelling not in (None, self.best.dwelling)),
            None,
        )

    def _door_is_sure(self) -> bool:
        """Whether nobody need be asked for the door."""
        if self.dwelling is None:
            return False
        rival = self._rival_door()
        if rival is not None and rival.price - self.best.price < MARGIN:
            return False
        source = self.hypothesis.source
        if self._vouched():
            return source is not Source.NAME or self._names_suffice()
        if source is Source.TEXT:
            return not self.hypothesis.bare or settled(
                self.line.block, self.dwelling, self.finder.index
            )
        if source is Source.SENDER:
            return self._known_sender()
        return False

    def _weigh_door(self) -> None:
        dwelling = self.dwelling
        if dwelling is None:
            said = self.span.said if self.span else ""
            self._doubt(self._no_door() if said else "no_door", said)
            return
        if not self._door_is_sure():
            about = dwelling.room or dwelling.door if self.hypothesis.bare else dwelling.door
            self._doubt(self._door_doubt(), about)
        others = {
            d for s in self.found.spans if s.doors and not s.bare for d, p in s.doors if p < 0.6
        }
        if self.span is not None and not self.hypothesis.bare and not self._covers_all_doors():
            self._doubt("doors_several", "、".join(sorted(d.door for d in others)))
        if not dwelling.people:
            self._doubt("door_empty", dwelling.door)

    def _covers_all_doors(self) -> bool:
        """Whether what could be another door is part of the one that was read."""
        assert self.span is not None
        taken = [
            t
            for t in self.tokens
            if t.kind
            in (Kind.DOOR, Kind.TEMPERATURE, Kind.COUNT, Kind.FILL, Kind.PLACE, Kind.QUANTITY)
        ]
        for span in self.found.spans:
            if span.bare and len(span.said) < 3:
                continue
            if span.bare and not any(
                d.stairwell == self.dwelling.stairwell for d, _ in span.doors if self.dwelling
            ):
                continue
            if not any(t.start < span.end and span.start < t.end for t in taken):
                return False
        return True

    def _vouched(self) -> bool:
        """Whether all full names of the line and its sender live behind this door and no other."""
        index = self.finder.index
        named = [set(n.members) for n in self.found.names]
        named += [set(n.members) for n in full_names(plain(self.line.sender), index)]
        if not named:
            return False
        homes = [{m.dwelling for m in members} for members in named]
        common = set.intersection(*homes)
        if self.hypothesis.bare:
            common = {d for d in common if self.dwelling and d.room == self.dwelling.room}
        return common == {self.dwelling}

    def _names_suffice(self) -> bool:
        """Whether a door known by name alone needs no question: two of the household are named, or
        the list is its stairwell's. One name may be a namesake's."""
        assert self.dwelling is not None
        named = {m for n in self.found.names for m in n.members if m.dwelling is self.dwelling}
        share = self.line.block.stairwells.get(self.dwelling.stairwell, 0.0)
        return len(named) > 1 or share > KNOWN

    def _known_sender(self) -> bool:
        speakers = self.found.speakers
        first = speakers[0]
        if first.dwelling is not self.dwelling:
            return False
        rival = next((s.price for s in speakers[1:] if s.dwelling is not first.dwelling), 9.0)
        if rival - first.price < MARGIN:
            return False
        if first.price < 0:
            return True  # somebody said who it is
        name = plain(self.line.sender)
        index = self.finder.index
        whole = any(
            not s.bare and any(d is first.dwelling for d, _ in s.doors)
            for s in spans_of(name, index)
        )
        one = any(len(n.members) == 1 for n in full_names(name, index))
        return whole or one or settled(self.line.block, first.dwelling, index)

    def _weigh_words(self) -> None:
        left, _chatter = residue(self.tokens, self.text, _is_heard)
        if left:
            self._doubt("residue", left)
        if self.has(*_HEAVY_TALK):
            self._doubt("value_unreadable" if self.has(Kind.BAD_TEMPERATURE) else "uncertain")
        doubted = self.has(Kind.OTHERS) or self._beside_values(Kind.PAST, Kind.WORRY)
        if doubted and not self.has(Kind.CORRECTION):
            self._doubt("hearsay")
        if self.has(Kind.NUMBER):
            self._doubt("number")
        if self._is_asked():
            self._doubt("asked")

    def _beside_values(self, *kinds: Kind) -> bool:
        """Whether any of these stands in the same clause as a result or temperature."""
        told = doubted = False
        for token in self.tokens:
            if token.kind in (Kind.BREAK, Kind.STOP):
                told = doubted = False
            told = told or token.kind in VALUES
            doubted = doubted or token.kind in kinds
            if told and doubted:
                return True
        return False

    def _is_asked(self) -> bool:
        """Whether a question is asked of a result, not beside it."""
        if not self.has(Kind.QUESTION):
            return False
        ends = {t.end for t in self.tokens if t.kind in RESULTS}
        positive = self.has(Kind.POSITIVE, Kind.FAINT)
        for token in self.tokens:
            if token.kind is not Kind.QUESTION:
                continue
            word = str(token.value)
            if token.start in ends or (token.start - 1 in ends and word[:1] in "?吗伐"):
                if word[:1] in "吗伐" or (word == "?" and token.start in ends):
                    return True
            around = self.text[max(0, token.start - 3) : token.end + 4]
            if not positive and _ASKS_OF_TEST.search(around) and "重新" not in self.text:
                return True
        return False

    def _name_doubts(self) -> None:
        meaning = self.meaning
        for code in ("name_elsewhere", "name_unknown", "name_twice"):
            if code in meaning.doubts:
                strange = [n for n in meaning.names if n not in [m.name for m in meaning.named]]
                self._doubt(code, strange[0] if strange else "")

    def _weigh_meaning(self) -> None:
        meaning = self.meaning
        self._name_doubts()
        for code in meaning.doubts:
            self._doubt(code)
        if meaning.loose:
            self._doubt("who")
        rival = self.found.rival
        if rival is not None and rival.price - self.best.price < MARGIN:
            self._doubt("rival")
        talk = any(t.kind is Kind.JUNK and t.value.isalnum() for t in self.tokens)
        size = self.dwelling.size if self.dwelling else 2
        if talk and not self.has(*_WHO) and size > 1:
            self._doubt("who")
        if not self.credited:
            self._doubt("who")

    # -- certainty ---------------------------------------------------------------------------

    def features(self) -> dict[str, float]:
        """What speaks for and against the reading, as numbers."""
        rival, meaning = self.found.rival, self.meaning
        margin = rival.price - self.best.price if rival is not None else MARGIN_MOST
        _left, chatter = residue(self.tokens, self.text)
        source = self.hypothesis.source
        share = 1.0
        if self.dwelling is not None and self.hypothesis.bare:
            share = self.line.block.stairwells.get(self.dwelling.stairwell, 0.0)
            share = max(share, 0.99 if self._vouched() else share)
        names = [t.price for t in self.tokens if t.kind is Kind.PERSON]
        subjects = self.has(*_WHO)
        return {
            "margin": min(margin, MARGIN_MOST),
            "chatter": float(min(chatter, 12)),
            "by_sender": float(source is Source.SENDER),
            "by_name": float(source is Source.NAME),
            "by_before": float(source is Source.BEFORE),
            "bare": float(self.hypothesis.bare),
            "stairwell": 1.0 - share,
            "nicknames": sum(max(0.0, price - 0.4) for price in names),
            "kin": float(sum(t.kind is Kind.KIN for t in self.tokens)),
            "counted": float(Kind.COUNT in self.kinds),
            "implied": float(not subjects and len(self.credited) > 1),
            "doubts": sum(meaning.doubts.values()),
        }

    def _judged(self, kind: str, people: Sequence[Member], why: str, **said: Any) -> Reading:
        """A reading that is sure if nothing is doubtful and it is likely enough by its harm."""
        probability = self.weights.probability(self.features())
        antigens = _flat(said.get("antigen"))
        if not self.doubts:
            needed = self.weights.thresholds[harm(antigens, self._asks())]
            if probability < needed:
                self._doubt("unlikely")
        status = "doubtful" if self.doubts else "sure"
        code, about = self.doubts[0] if self.doubts else (why, "")
        made = self._made(
            kind,
            status,
            code,
            about=about,
            residents=[m.id for m in people],
            certainty=probability,
            **said,
        )
        if status != "sure":
            return replace(made, residents=(), candidates=self._candidates(people))
        return made

    def _candidates(self, people: Sequence[Member]) -> tuple[str, ...]:
        ids = [m.id for m in people] if not self.meaning.loose else []
        if self.dwelling is not None:
            ids += list(self.dwelling.ids)
        for named in self.found.names:
            ids += [m.id for m in named.members]
        if self.dwelling is None and self.span is not None:
            ids += [m.id for d, _ in self.span.doors for m in d.members]
        rival = self._rival_door()
        if rival is not None and rival.dwelling is not None and not ids:
            ids += list(rival.dwelling.ids)
        return tuple(dict.fromkeys(ids))[:12]

    # -- made --------------------------------------------------------------------------------

    def _note(self, why: str, status: str = "unread") -> Reading:
        positive = self.has(Kind.POSITIVE, Kind.FAINT)
        if positive and status == "unread" and not self.has(Kind.GENERAL):
            why, status = "positive_talk", "doubtful"
        labels = self._stairwells_alone()
        if labels and status == "unread" and not self.has(Kind.GENERAL):
            made = self._made("note", "doubtful", "stairwell_only", about="、".join(labels))
            return replace(made, doors=labels, names=())
        made = self._made("note", status, why)
        doors = made.doors if self.span is not None and status == "doubtful" else ()
        return replace(made, names=(), doors=doors)

    def _stairwells_alone(self) -> tuple[str, ...]:
        """`22号和23号`: stairwells without any room, and hardly anything else."""
        labels = [m[1].upper() for m in _STAIRWELL.finditer(self.text)]
        known = tuple(
            dict.fromkeys(one for one in labels if one.lower() in self.finder.index.labels)
        )
        rest = _STAIRWELL.sub("", self.text).strip(" 和、,，及与跟&")
        return known if known and not rest else ()

    def _doors(self) -> tuple[str, ...]:
        if self.dwelling is None:
            return ()
        several = [
            door
            for code, about in self.doubts
            if code == "doors_several"
            for door in about.split("、")
        ]
        return tuple(several) if len(several) > 1 else (self.dwelling.door,)

    def _made(
        self,
        kind: str,
        status: str,
        why: str,
        about: str = "",
        residents: Sequence[str] = (),
        antigen: Any = None,
        temperature: Any = None,
        count: int | None = None,
        certainty: float | None = None,
    ) -> Reading:
        meaning = self.meaning
        names = tuple(dict.fromkeys(meaning.names))
        if kind in ("need", "order"):
            known = {self.text[n.start : n.end] for n in self.found.names}
            aliases = {self.text[t.start : t.end] for t in self.tokens if t.kind is Kind.PERSON}
            names = tuple(n for n in names if n in known | aliases)
        told = [f.where for f in meaning.facts.values()] + [meaning.where]
        told += [PLACES.get(kind) for kind, _ in meaning.loose]
        wheres = [one for one in told if one not in (None, "home")]
        ids = set(residents)
        return Reading(
            line=self.line.number,
            text=self.line.written,
            kind=kind,  # type: ignore[arg-type]
            doors=self._doors(),
            names=tuple(self._as_written(name) for name in names),
            count=count,
            antigen=antigen,
            temperature=temperature,
            where=(wheres[0] if wheres else None) if kind in ("answer", "headcount") else None,
            status=status,  # type: ignore[arg-type]
            why=why,
            about=about or (self._about() if status == "doubtful" else ""),
            residents=tuple(residents),
            candidates=self._candidates([]) if status == "doubtful" else (),
            symptoms=self._symptoms(),
            asks=self.has(Kind.NEED, Kind.QUESTION),
            said=tuple(
                said
                for said in self._said(self.best)
                if not ids or said.resident in ids or said.where
            ),
            options=self._options() if status == "doubtful" else (),
            certainty=self.weights.probability(self.features()) if certainty is None else certainty,
            features=self.features(),
            sender=self.line.sender,
            understood=not self._unexplained(),
            room=self.dwelling.room if self.dwelling and self.hypothesis.bare else "",
        )

    def _about(self) -> str:
        if self.span is not None:
            return self.span.said
        return self.dwelling.door if self.dwelling else ""

    def _as_written(self, name: str) -> str:
        at = self.text.find(name)
        raw = self.line.raw
        offset = (
            raw.lower().find(name) if len(raw) != len(self.line.text) else self.line.text.find(name)
        )
        return (
            raw[offset : offset + len(name)].replace(" ", "")
            if at >= 0 and offset >= 0 and not name.isascii()
            else (raw[offset : offset + len(name)] if offset >= 0 else name)
        )

    def _unexplained(self) -> bool:
        return self.has(Kind.STRANGER, Kind.NUMBER) or any(
            t.kind is Kind.JUNK and str(t.value).isalnum() for t in self.tokens
        )

    def _symptoms(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(
                str(t.value).strip("有点还在了") for t in self.tokens if t.kind is Kind.SYMPTOM
            )
        )

    @staticmethod
    def _said(candidate: Candidate) -> list[Said]:
        return [
            Said(member.id, fact.antigen, fact.temperature, fact.where)
            for member, fact in candidate.meaning.facts.items()
        ]

    def _options(self) -> tuple[Option, ...]:
        """The likeliest readings that credit somebody, with their shares."""
        seen: dict[object, Candidate] = {}
        for one in self.found.ranked:
            if one.dwelling is not None and one.meaning.facts and not one.meaning.loose:
                seen.setdefault((one.dwelling, one.meaning.says()[0]), one)
        few = list(seen.values())[:3]
        shares = [math.exp(self.best.price - one.price) for one in few]
        whole = sum(shares) or 1.0
        return tuple(
            Option(one.dwelling.door if one.dwelling else "", tuple(self._said(one)), share / whole)
            for one, share in zip(few, shares, strict=True)
        )


def _is_heard(clause: str) -> bool:
    """Whether triage hears something definite in a clause: then it is a request, no residue."""
    verdict = triage(clause)
    return bool(verdict.signs) and not verdict.unsure


def _flat(value: Any) -> list[str | None]:
    return list(value) if isinstance(value, tuple) else [value]


def _alike(values: Sequence[str | None]) -> Any:
    """One value where all have the same, else each in the order of the people."""
    if not any(values):
        return None
    return values[0] if len(set(values)) == 1 else tuple(values)


def _heat(values: Sequence[float | None], people: int) -> Any:
    """Temperatures: one value where it holds for all, else each in the order of the people."""
    told = [one for one in values if one is not None]
    if not told:
        return None
    if len(set(values)) == 1 and len(values) in (1, people) and (len(values) == 1 or people):
        return told[0]
    return tuple(values)


def entry_reading(
    finder: Finder, line: Line, text: str, dwelling_wanted: bool = False
) -> tuple[Reading, Dwelling | None]:
    """Read the text of one entry; the reading and whose door it turned out to be."""
    found = finder.candidates(line, text)
    judge = Judge(finder=finder, line=line, text=text, found=found)
    return judge.reading(), judge.dwelling


def features_of(tokens: Sequence[Token]) -> Mapping[str, float]:
    """How many spans of each kind there are, for a look at a line."""
    counts: dict[str, float] = {}
    for token in tokens:
        counts[token.kind.name] = counts.get(token.kind.name, 0.0) + 1.0
    return counts
