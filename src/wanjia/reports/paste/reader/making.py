"""A reading made of what was decided: as the contract and the page take it."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from wanjia.places.addresses.characters import plain
from wanjia.reports.paste.reader.certainty import WEIGHTS
from wanjia.reports.paste.reader.doors import spans_of
from wanjia.reports.paste.reader.doubts import Doubting
from wanjia.reports.paste.reader.hypotheses import Candidate, Source
from wanjia.reports.paste.reader.reading import Option, Reading, Said
from wanjia.reports.paste.reader.roster import Member
from wanjia.reports.paste.reader.tokens import PLACES, Kind

_STAIRWELL = re.compile(r"(?<!\d)(\d{1,3}|[a-z])\s*(?:号楼|号门|号|幢|栋|座|#)(?!\d)")


class Making(Doubting):
    """Makes readings, once it is decided what kind they are and how sure."""

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
            certainty=WEIGHTS.probability(self.features) if certainty is None else certainty,
            features=self.features,
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
