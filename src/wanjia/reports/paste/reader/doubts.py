"""What is doubtful about a reading of one entry, and the features of its certainty."""

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from wanjia.places.addresses.characters import plain
from wanjia.reports.paste.reader.candidates import Finder, is_called_once, settled
from wanjia.reports.paste.reader.certainty import Residue, residue
from wanjia.reports.paste.reader.document import Line
from wanjia.reports.paste.reader.doors import spans_of
from wanjia.reports.paste.reader.hypotheses import Candidate, Candidates, Source
from wanjia.reports.paste.reader.names import full_names
from wanjia.reports.paste.reader.tokens import RESULTS, VALUES, Kind, Token
from wanjia.triage import triage

THANKS = 6  # characters between thanks and who is thanked
MARGIN = 1.0  # below this the next reading is as good
MARGIN_OF_MEANING = 0.5
MARGIN_MOST = 4.5
_ASKS_OF_TEST = re.compile(r"测|做|算|准|对|阳|阴|是不是|报|有没有")
_CAME = re.compile(
    r"(?:才|刚|已经?|就)?(?:从[^\s,]{1,4})?(?:回|来|到家|出院|搬|走|去|转运|拉走|接走)"
)
_HEAVY_TALK = (Kind.HEDGE, Kind.BAD_TEMPERATURE, Kind.FAINT)
_WHO = (
    Kind.PERSON, Kind.ALL, Kind.EACH, Kind.COUNT, Kind.KIN, Kind.SELF, Kind.ALONE, Kind.REST,
)  # fmt: skip
_BY = {Source.SENDER: "by_sender", Source.NAME: "by_name", Source.BEFORE: "by_before"}
_TAKEN = (Kind.DOOR, Kind.TEMPERATURE, Kind.COUNT, Kind.FILL, Kind.PLACE, Kind.QUANTITY)


@dataclass
class Doubting:
    """The likeliest reading of an entry beside the others, and what is doubtful about it."""

    finder: Finder
    line: Line
    text: str
    found: Candidates
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

    def _doubt(self, code: str, about: str = "") -> None:
        if all(known != code for known, _ in self.doubts):
            self.doubts.append((code, about))

    def _no_door(self) -> str:
        return "door_unknown" if self.hypothesis.source is Source.UNKNOWN else "no_door"

    def _door_doubt(self) -> str:
        if self.dwelling is None:
            return self._no_door()
        other = "room_only" if self.hypothesis.bare else "door_ambiguous"
        return _BY.get(self.hypothesis.source, other)

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
        if source is Source.SENDER:
            return self._known_sender()
        if self._vouched():
            return source is not Source.NAME or self._named_again()
        if source is Source.TEXT:
            whole = not self.hypothesis.bare and not self._unit_left_out()
            return whole or self._room_is_settled()
        return False

    def _unit_left_out(self) -> bool:
        """`3-501` where 3 has two units with a 501: the building alone does not say which."""
        assert self.span is not None
        assert self.dwelling is not None
        mine = next((p for d, p in self.span.doors if d is self.dwelling), 0.0)
        building = self.dwelling.stairwell.label.partition("-")[0]
        return any(
            d is not self.dwelling
            and d.estate == self.dwelling.estate
            and d.stairwell.label.partition("-")[0] == building
            and p <= mine
            for d, p in self.span.doors
        )

    def _room_is_settled(self) -> bool:
        """Whether a room alone is surely this door. In a chat of several stairwells it is so only
        where no other has the room."""
        assert self.dwelling is not None
        block, index = self.line.block, self.finder.index
        if len(self.dwelling.room) > 2 and self._sender_lives_here():
            return True
        if self.line.sender and not (block.titled or block.answered):
            return len(index.by_room.get(self.dwelling.room, ())) == 1
        return settled(block, self.dwelling, index)

    def _sender_lives_here(self) -> bool:
        """Whether the sender's name points at this door and hardly at another."""
        here = [one.price for one in self.found.speakers if one.dwelling is self.dwelling]
        else_ = [one.price for one in self.found.speakers if one.dwelling is not self.dwelling]
        return bool(here) and min(here) < min(else_, default=9.0)

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
        taken = [t for t in self.tokens if t.kind in _TAKEN]
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
        """Whether a door known by name alone needs no question: two of the household are named.
        One name may be a namesake's, whom the roster does not have."""
        assert self.dwelling is not None
        named = {m for n in self.found.names for m in n.members if m.dwelling is self.dwelling}
        return len(named) > 1

    def _named_again(self) -> bool:
        """Whether something else than a name points at the door: another name, the room, or the
        line before, whose row this one goes on with."""
        before = self.line.follows
        row = self.line.written[:1].isspace()  # of a sheet whose first cell is empty
        goes_on = row and before is not None and before.dwelling is self.dwelling
        one = any(len(n.members) == 1 for n in self.found.names)
        return self._names_suffice() or self._room_is_written() or (goes_on and one)

    def _room_is_written(self) -> bool:
        """Whether the room of who is named stands beside the name: 503 俞飞 in another's list."""
        return any(
            span.bare and len(span.said) > 2 and any(d is self.dwelling for d, _ in span.doors)
            for span in self.found.spans
        )

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
        titled = self.line.block.titled or len(index.stairwells) == 1
        housed = any(
            s.bare and any(d is first.dwelling for d, _ in s.doors) for s in spans_of(name, index)
        )
        placed = whole or (housed and titled and settled(self.line.block, first.dwelling, index))
        return placed and (one or first.member is not None or first.dwelling.size == 1)

    def _weigh_words(self) -> None:
        left = self.residue.left
        if left:
            self._doubt("residue", left)
        if self.has(*_HEAVY_TALK) and not (
            self.meaning.shown and not self.has(Kind.HEDGE, Kind.BAD_TEMPERATURE)
        ):
            self._doubt("value_unreadable" if self.has(Kind.BAD_TEMPERATURE) else "uncertain")
        doubted = self._of_others() or self._beside_values(
            *(() if self.meaning.past else (Kind.PAST,)), Kind.WORRY
        )
        if doubted and not self.has(Kind.CORRECTION):
            self._doubt("hearsay")
        if self.has(Kind.NUMBER):
            self._doubt("number")
        if self._is_asked():
            self._doubt("asked")

    def _of_others(self) -> bool:
        """Whether others are spoken of before a result or beside it: 谢谢邻居 is thanks."""
        told = [t.start for t in self.tokens if t.kind in RESULTS or t.kind is Kind.TEMPERATURE]
        others = [t.start for t in self.tokens if t.kind is Kind.OTHERS]
        last = max(told, default=len(self.text))
        if any(at < last for at in others):
            return True
        thanked = all("谢" in self.text[max(0, at - THANKS) : at] for at in others)
        return not thanked and self._beside_values(Kind.OTHERS)

    def _beside_values(self, *kinds: Kind) -> bool:
        """Whether any of these stands in the same clause as a result or temperature."""
        told = doubted = False
        for token in self.tokens:
            if token.kind in (Kind.BREAK, Kind.STOP):
                told = doubted = False
            told = told or token.kind in RESULTS or token.kind is Kind.TEMPERATURE
            if token.kind is Kind.PAST and told and self._of_another_clause(token):
                continue
            if token.kind is Kind.PAST and _CAME.match(self.text, token.end):
                continue  # 昨晚回来了 抗原阴
            doubted = doubted or token.kind in kinds
            if told and doubted:
                return True
        return False

    def _of_another_clause(self, past: Token) -> bool:
        """`都阴 我公公前天回来的`: somebody else stands between the result and the time."""
        for token in reversed(self.tokens[: self.tokens.index(past)]):
            if token.kind in VALUES:
                return False
            if token.kind in (Kind.PERSON, Kind.KIN, Kind.SELF):
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
            at_once = token.start in ends
            if (at_once or token.start - 1 in ends) and word[:1] in "吗伐":
                return True
            if at_once and word == "?":
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
        near = self.best.price + MARGIN_OF_MEANING
        mine = _credits(self.best)
        if any(one.price < near and _credits(one) != mine for one in self.found.ranked):
            self._doubt("rival")
        talk = any(t.kind is Kind.JUNK and t.value.isalnum() for t in self.tokens)
        size = self.dwelling.size if self.dwelling else 2
        if talk and not self.has(*_WHO) and size > 1:
            self._doubt("who")
        if not self.credited:
            self._doubt("who")

    @cached_property
    def residue(self) -> Residue:
        """What of the line was not understood."""
        return residue(self.tokens, self.text, _is_heard)

    @cached_property
    def features(self) -> dict[str, float]:
        """What speaks for and against the reading, as numbers."""
        rival, meaning = self.found.rival, self.meaning
        margin = rival.price - self.best.price if rival is not None else MARGIN_MOST
        said = self.residue
        source = self.hypothesis.source
        share = 1.0
        if self.dwelling is not None and self.hypothesis.bare:
            share = self.line.block.stairwells.get(self.dwelling.stairwell, 0.0)
            named = self._vouched() or is_called_once(self.dwelling, self.finder.index)
            share = max(share, 0.99 if named else share)
        names = [t.price for t in self.tokens if t.kind is Kind.PERSON]
        subjects = self.has(*_WHO)
        return {
            "margin": min(margin, MARGIN_MOST),
            "chatter": float(min(said.chatter, 12)),
            "by_sender": float(source is Source.SENDER),
            "by_name": float(source is Source.NAME),
            "by_before": float(source is Source.BEFORE),
            "bare": float(self.hypothesis.bare),
            "stairwell": 1.0 - share,
            "nicknames": sum(max(0.0, price - 0.4) for price in names),
            "kin": float(sum(t.kind is Kind.KIN for t in self.tokens)),
            "counted": float(Kind.COUNT in self.kinds),
            "implied": float(not subjects and len(self.credited) > 1),
            "strange": float(min(said.strange, 12)),
            "words": float(min(said.words, 12)),
            "doubts": sum(meaning.doubts.values()),
        }


def _credits(one: Candidate) -> object:
    """What would be stored of whom: somebody away or not tested is no result."""
    meaning = one.meaning
    facts = {m: (meaning.facts[m].antigen, meaning.facts[m].temperature) for m in meaning.credited}
    return one.dwelling, facts, bool(meaning.loose)


@lru_cache(2048)
def _is_heard(clause: str) -> bool:
    """Whether triage hears something definite in a clause: then it is a request, no residue."""
    verdict = triage(clause)
    return bool(verdict.signs) and not verdict.unsure
