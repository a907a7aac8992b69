"""One entry's reading: what kind of thing it is, whose results it tells, and how sure that is."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from wanjia.places.addresses.characters import plain
from wanjia.reports.paste.reader.asking import is_urgent
from wanjia.reports.paste.reader.candidates import (
    Candidate,
    Finder,
    Source,
)
from wanjia.reports.paste.reader.certainty import WEIGHTS, harm, residue
from wanjia.reports.paste.reader.document import Line, Role
from wanjia.reports.paste.reader.doors import spans_of
from wanjia.reports.paste.reader.doubts import Doubting
from wanjia.reports.paste.reader.reading import Option, Reading, Said
from wanjia.reports.paste.reader.roster import Dwelling, Member
from wanjia.reports.paste.reader.said import alike, flat_values, heat_values
from wanjia.reports.paste.reader.tokens import PLACES, RESULTS, Kind

_CHANGED = re.compile(r"改|变|更正|->|→|=>|应|不对|错")
_STAIRWELL = re.compile(r"(?<!\d)(\d{1,3}|[a-z])\s*(?:号楼|号门|号|幢|栋|座|#)(?!\d)")


class Judge(Doubting):
    """Decides the kind of one entry and how certain it is."""

    def reading(self) -> Reading:
        """The reading of the entry. What is urgent is never an order or chatter."""
        made = self._reading()
        if made.kind not in ("order", "note") or made.why == "announcement":
            return made
        return self._need() if is_urgent(self.line.written, made.names) else made

    def _reading(self) -> Reading:
        meaning = self.meaning
        values = [kind for kind, _ in meaning.loose]
        tested = {*RESULTS, Kind.TEMPERATURE} - {Kind.UNTESTED}
        results = bool(self.credited) or self.has(Kind.BAD_TEMPERATURE)
        results = results or not tested.isdisjoint(values)
        named = bool(self.span or meaning.names)
        broadcast = self.has(Kind.GENERAL) and not named and not self.line.sender
        if self.purpose == "order" and not meaning.facts and not any(map(RESULTS.get, self.kinds)):
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
        if asks and not placed and (not untested or self.has(Kind.NEED)):
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
        if self.purpose == "headcount" and self.has(Kind.COUNT) and len(self.text) < 5:
            return self._headcount()  # a count alone: of whom?
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
        """Whether goods are ordered by somebody, in a list that does not count people."""
        if not self.has(Kind.ORDER, Kind.QUANTITY) or self.meaning.facts or self.has(Kind.CANCEL):
            return False
        if self.purpose == "answer" and not self.has(Kind.QUANTITY):
            goods = [str(t.value) for t in self.tokens if t.kind is Kind.ORDER]
            if all(word.startswith("+") for word in goods):
                return False  # `302 +1` among results: perhaps one more who is negative
        counts = self.has(Kind.COUNT, Kind.PCR, Kind.DONE)
        named = bool(self.span or self.meaning.names)
        return named and not (self.purpose == "headcount" and counts)

    def _order_or_note(self) -> Reading:
        asks = self.has(Kind.NEED) or self.has(Kind.QUESTION)
        wants = self.has(Kind.ORDER, Kind.QUANTITY, Kind.COUNT, Kind.NUMBER)
        if self.has(Kind.CANCEL) and not self.span:
            return self._note("cancelled", "doubtful")
        if asks and not self.has(Kind.QUANTITY):
            return self._need()
        listed = self.line.role is Role.ENTRY
        if (self.span and (wants or listed)) or (wants and not self.has(Kind.GENERAL)):
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
        if self.purpose == "headcount":
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
        left = residue(self.tokens, self.text).left
        if len(left) > 2:
            self._doubt("residue", left)
        if set(meaning.doubts) & {"name_elsewhere", "name_unknown", "name_twice"}:
            self._name_doubts()
        count = meaning.count
        if count is None and self.has(Kind.ALL) and self.dwelling and not self.has(*PLACES):
            count = self.dwelling.size
        if count is None and meaning.names and not self.has(*PLACES, Kind.UNTESTED):
            count = len(meaning.names)
        if count is None:
            kin = [t.value.many for t in self.tokens if t.kind is Kind.KIN]
            count = kin[0] if len(kin) == 1 and kin[0] > 1 else None
        if count is None and not self.has(*PLACES) and (self._unexplained() or self.has(Kind.KIN)):
            self._doubt("number")  # perhaps how many, in a way that is not known
        said = {t.value for t in self.tokens if t.kind is Kind.COUNT}
        changed = self._changed_count()
        if changed is not None:
            count, said = changed, {changed}
        others = self.has(*PLACES, *RESULTS, Kind.EXCEPT, Kind.REST)
        if (count is None and said) or (len(said) > 1 and not others):
            self._doubt("number")
        people = list(meaning.named)
        if not people and self.dwelling and count == self.dwelling.size:
            people = list(self.dwelling.members)
        return self._judged("headcount", people, "", count=count, antigen=None)

    def _changed_count(self) -> int | None:
        """`2人改1人`, `3→2`: how many there are after a change."""
        counts = [t for t in self.tokens if t.kind is Kind.COUNT]
        if len(counts) != 2:
            return None
        between = self.text[counts[0].end : counts[1].start]
        return int(counts[1].value) if _CHANGED.search(between) else None

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
        results = sum(kind in RESULTS for kind, _ in loose)
        count = len(people) + (results if results > 1 or people else 0)
        if meaning.count is not None and not meaning.excepted:
            count = max(count, meaning.count)
        count = count or len(meaning.names)
        return self._judged(
            "answer",
            people,
            "",
            count=count or None,
            antigen=alike(antigen),
            temperature=heat_values(heat, len(people)),
        )

    def _is_told(self, member: Member) -> bool:
        """Whether somebody without a result is named all the same: then it says "untested"."""
        fact = self.meaning.facts[member]
        told = fact.antigen == "untested" or fact.where is not None
        return told and member in self.meaning.named

    def _antigen(self, member: Member) -> str | None:
        said = self.meaning.facts[member].antigen
        return said if said != "untested" or member in self.meaning.named else None

    def _judged(self, kind: str, people: Sequence[Member], why: str, **said: Any) -> Reading:
        """A reading that is sure if nothing is doubtful and it is likely enough by its harm."""
        probability = WEIGHTS.probability(self.features())
        antigens = flat_values(said.get("antigen"))
        if not self.doubts:
            needed = WEIGHTS.thresholds[harm(antigens, self._asks())]
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
            certainty=WEIGHTS.probability(self.features()) if certainty is None else certainty,
            features=self.features(),
            sender=self.line.sender,
            door_named=self._names_door(kind),
            understood=not (self._unexplained() or self.has(Kind.WORD)),
            room=self.dwelling.room if self.dwelling and self.hypothesis.bare else "",
        )

    def _names_door(self, kind: str) -> bool:
        """Whether the line or its sender's name says the door: who asks need not have said it."""
        source = self.hypothesis.source
        if kind == "headcount" and any(code == "room_only" for code, _about in self.doubts):
            return False
        if self.span is not None or source is Source.NAME:
            return True
        if source is Source.SENDER and kind == "need":
            return any(s.doors for s in spans_of(plain(self.line.sender), self.finder.index))
        return source is not Source.BEFORE

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


def entry_reading(finder: Finder, line: Line, text: str) -> tuple[Reading, Dwelling | None]:
    """Read the text of one entry; the reading and whose door it turned out to be."""
    found = finder.candidates(line, text)
    judge = Judge(finder=finder, line=line, text=text, found=found)
    return judge.reading(), judge.dwelling
