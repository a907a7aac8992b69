"""One entry's ways to be read: each door it may speak of, with the cheapest covers of its text."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wanjia.places.addresses.characters import NUMERALS, numeral, plain
from wanjia.reports.paste.reader.document import Block, Line
from wanjia.reports.paste.reader.doors import Span, spans_of
from wanjia.reports.paste.reader.hypotheses import (
    Candidate,
    Candidates,
    Hypothesis,
    Source,
    Speaker,
)
from wanjia.reports.paste.reader.lattice import Cover, covers
from wanjia.reports.paste.reader.lexicon import load_lexicon
from wanjia.reports.paste.reader.meaning import meaning_of
from wanjia.reports.paste.reader.names import (
    Named,
    full_names,
    household_names,
    sounding_alike,
    strangers,
)
from wanjia.reports.paste.reader.prices import DOORS
from wanjia.reports.paste.reader.roster import Context, Dwelling, Member, RosterIndex, Stairwell
from wanjia.reports.paste.reader.tokens import Kind, Token
from wanjia.reports.paste.reader.values import values_in

_ADDRESS = re.compile(r"[一-鿿]{2,5}(?:路|街|大道|公路)(?:\d+弄|\d+号(?=\D*\d))?|\d+弄")
_TIMES_ONLY = re.compile(r"[a-z\u3400-\u9fff]{0,4}[-\d号幢栋座楼室单元#/ ]{1,10}[*x]\s?\d{1,2}\s*")
_HEAT = re.compile(r"-3[5-9]\d$")
_UNIT = re.compile(rf"(?<!\d)(\d{{1,2}}|[{NUMERALS}])单元的?")
_HAN = re.compile(r"[\u3400-\u9fff]")
KNOWN = 0.9
FARTHEST = 4.5  # what costs so much more than the best is not looked at
MOST = 5


@dataclass
class Finder:
    """Finds the ways to read an entry; keeps what is asked again and again."""

    index: RosterIndex
    context: Context
    said_by: dict[tuple[int, str], list[Speaker]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = self.index.by_id
        self.senders = {plain(a): known[b] for a, b in self.context.senders if b in known}
        self.aliases = {plain(a): known[b] for a, b in self.context.aliases if b in known}

    # -- who speaks --------------------------------------------------------------------------

    def speakers(self, line: Line) -> list[Speaker]:
        """The doors and people that the name of a line's sender points at, the likeliest first."""
        if not line.sender:
            return []
        key = (id(line.block), line.sender)
        known = self.said_by.get(key)
        if known is None:
            known = self.said_by[key] = self._speakers(line.block, plain(line.sender))
        return known

    def _speakers(self, block: Block, name: str) -> list[Speaker]:
        taught = self.senders.get(name.strip())
        if taught is not None:
            return [Speaker(taught.dwelling, taught, -1.0)]
        names, spans = full_names(name, self.index), spans_of(name, self.index)
        spans = sorted((s for s in spans if s.doors), key=lambda s: s.start - s.end)
        found: list[Speaker] = []
        if spans:
            for dwelling, price in spans[0].doors:
                member = self._who_at(dwelling, name, names)
                more = self.doubt_of(block, dwelling, spans[0].bare)
                found.append(
                    Speaker(dwelling, member, 0.4 + price + more - (1.0 if member else 0.0))
                )
        elif names:
            longest = max(names, key=lambda one: one.end - one.start)
            for member in longest.members:
                price = 0.6 + self.doubt_of(block, member.dwelling, False)
                found.append(Speaker(member.dwelling, member, price))
        else:
            found = [Speaker(m.dwelling, m, 1.2 + p) for m, p in self.called_so(block, name)]
        return sorted(found, key=lambda one: one.price)

    def _who_at(self, dwelling: Dwelling, name: str, names: Sequence[Named]) -> Member | None:
        """Who of a household a sender with their door in the name is."""
        fits = {m for named in names for m in named.members if m.dwelling is dwelling}
        if not fits:
            tokens = [t for t in household_names(dwelling, name) if t.kind is Kind.PERSON]
            low = min((t.price for t in tokens), default=0.0)
            fits = {m for t in tokens if t.price <= low + 0.3 for m in t.value}
        if len(fits) == 1:
            return fits.pop()
        return dwelling.members[0] if dwelling.size == 1 else None

    def called_so(self, block: Block, text: str) -> list[tuple[Member, float]]:
        """People of the block's stairwell, or else of the roster by given name, called so."""
        found = [(member, 0.2) for alias, member in self.aliases.items() if alias in text]
        if found:
            return found
        top = block.likely[0] if block.likely else None
        if top is not None and block.stairwells[top] > KNOWN:
            for dwelling in self.index.stairwells[top]:
                for token in household_names(dwelling, text):
                    if (
                        token.kind is Kind.PERSON
                        and token.end - token.start > 1
                        and token.price < 1.0
                    ):
                        found += (
                            [(m, token.price) for m in token.value] if len(token.value) == 1 else []
                        )
            several = len({member for member, _ in found}) > 1
            return [(m, p + (1.0 if several else 0.0)) for m, p in found[:3]]
        given = [
            member
            for at in range(len(text) - 1)
            for member in self.index.by_given.get(text[at : at + 2], ())
        ]
        return [(member, 1.0 + 0.5 * len(given)) for member in given[:3]]

    # -- which door --------------------------------------------------------------------------

    def doubt_of(self, block: Block, dwelling: Dwelling, bare: bool) -> float:
        """The price of a door in a block: minus the log of its stairwell's or estate's share."""
        if bare:
            return min(6.0, -math.log(block.stairwells.get(dwelling.stairwell, 0.0) + 1e-4))
        return min(2.5, -math.log(block.estates.get(dwelling.estate, 0.0) + 1e-4))

    def _building_doubt(self, block: Block, dwelling: Dwelling) -> float:
        """The price of a building in a list: `2-501` under 3幢 is its unit 2 and not building 2."""
        building = dwelling.stairwell.label.partition("-")[0]
        shares = block.stairwells.items()
        share = sum(p for one, p in shares if one.label.partition("-")[0] == building)
        return min(2.0, -math.log(share + 1e-4))

    @staticmethod
    def _near(block: Block, dwelling: Dwelling) -> bool:
        """Whether a dwelling is of the building that the block is about, or of none known."""
        top = block.likely[0] if block.likely else dwelling.stairwell
        same = top.label.partition("-")[0] == dwelling.stairwell.label.partition("-")[0]
        return top.estate == dwelling.estate and (same or block.stairwells[top] <= KNOWN)

    def hypotheses(
        self, line: Line, text: str, spans: Sequence[Span], names: Sequence[Named]
    ) -> list[Hypothesis]:
        """The doors that an entry may speak of, the likeliest first."""
        found = [Hypothesis(DOORS["none"], None, Source.NONE)]
        for span in spans:
            found += self._written(line.block, span, names, self.speakers(line))
        if all(span.bare for span in spans):
            found += self._unwritten(line, text, spans, names)
        found.sort(key=lambda one: one.price)
        kept: dict[tuple[int, int], Hypothesis] = {}
        for one in found:
            key = (id(one.dwelling), id(one.span))
            if key not in kept and one.price < found[0].price + FARTHEST:
                kept[key] = one
        return list(kept.values())[:MOST]

    def _written(
        self, block: Block, span: Span, names: Sequence[Named], speakers: Sequence[Speaker]
    ) -> Iterable[Hypothesis]:
        is_list = block.marked or block.titled
        gain = DOORS["a_character"] * (span.end - span.start)
        homes = {m.dwelling for named in names for m in named.members}
        for dwelling, price in self._likely(block, span, homes):
            doubt = self.doubt_of(block, dwelling, span.bare)
            if span.bare and any(one.dwelling is dwelling for one in speakers):
                doubt = min(doubt, 0.3)  # 601 by somebody of 3-601
            if (
                dwelling in homes
                and span.bare
                and len(span.said) > 2
                and self._near(block, dwelling)
            ):
                doubt = min(doubt, 1.2)  # a room and who lives there: hardly by chance
            if span.bare and is_called_once(dwelling, self.index):
                doubt = min(doubt, 0.3)
            if len(span.doors) == 1 and not is_list:
                doubt = min(doubt, 1.0)  # a chat is of many stairwells, and only one has the room
            elif len(span.doors) > 1 and not span.bare and is_list:
                doubt += self._building_doubt(block, dwelling)
            price += doubt - gain
            price -= 1.0 if dwelling in homes else 0.0
            yield Hypothesis(price, dwelling, Source.TEXT, span, span.bare)
        if not span.doors:
            yield Hypothesis(DOORS["unknown"] - gain, None, Source.UNKNOWN, span, span.bare)
        elif span.bare and is_list and max(block.stairwells.values(), default=0.0) > KNOWN:
            likely = self._likely(block, span, homes)
            far = min((self.doubt_of(block, d, True) for d, _ in likely), default=9.0) > 4
            if far and not any(is_called_once(d, self.index) for d, _ in likely):
                yield Hypothesis(DOORS["none"] - gain, None, Source.UNKNOWN, span, True)

    def _likely(
        self, block: Block, span: Span, homes: set[Dwelling]
    ) -> Iterable[tuple[Dwelling, float]]:
        """Of a room that many stairwells have, those that the list may be about."""
        if not span.bare or len(span.doors) <= MOST:
            return span.doors
        first, price = span.doors[0]
        there = [self.index.rooms.get(one, {}).get(first.room) for one in block.likely]
        found = [d for d in there if d is not None]
        found += [d for d in homes if d.room == first.room and d not in found]
        return [(d, price) for d in found] or span.doors[:MOST]

    def _unwritten(
        self, line: Line, text: str, spans: Sequence[Span], names: Sequence[Named]
    ) -> Iterable[Hypothesis]:
        speakers = self.speakers(line)
        for one in speakers[:3]:
            yield Hypothesis(DOORS["from_sender"] + one.price, one.dwelling, Source.SENDER)
        for named in names:
            for member in named.members[:6]:
                price = DOORS["from_name"] + self.doubt_of(line.block, member.dwelling, False)
                more = 1.5 if len(named.members) > 1 else 0.0
                yield Hypothesis(price + more, member.dwelling, Source.NAME)
        if not (spans or names or speakers) or self.aliases:
            for member, price in self.called_so(line.block, text):
                price += DOORS["from_alias"] + self.doubt_of(line.block, member.dwelling, False)
                yield Hypothesis(price, member.dwelling, Source.NAME)
        if line.follows is not None and line.follows.dwelling is not None:
            yield Hypothesis(DOORS["from_before"], line.follows.dwelling, Source.BEFORE)

    # -- covers ------------------------------------------------------------------------------

    def candidates(self, line: Line, text: str) -> Candidates:
        """Every way to read a text, the cheapest first."""
        spans, names = spans_of(text, self.index), full_names(text, self.index)
        known = [s for s in spans if s.doors]
        longer = [s for s in spans if not s.doors and s.said.count("-") > 1]
        known = [s for s in known if not any(_is_tail(s, one, text) for one in longer)]
        spans = [s for s in spans if not s.doors or s in known]
        spans = [s for s in spans if s.doors or not any(_clash(s, one) for one in known)]
        speakers = self.speakers(line)
        headcount = line.block.purpose == "headcount"
        base = self._base(text, names, headcount, line.block.letters)
        ranked: list[Candidate] = []
        for hypothesis in self.hypotheses(line, text, spans, names):
            speaker = _speaker(speakers, hypothesis.dwelling)
            tokens = [*base, *self._of_door(text, hypothesis, spans)]
            most = min((one.price for one in ranked), default=99.0) + FARTHEST
            ranked += self._read(text, hypothesis, tokens, speaker, headcount, most)
        ranked.sort(key=lambda one: one.price)
        best = ranked[0]
        unclear = "who" in best.meaning.doubts or _unexplained(best.cover, text)
        if best.dwelling is not None and unclear:
            more = sounding_alike(best.dwelling.members, text)
            if more:
                speaker = next((s.member for s in speakers if s.dwelling is best.dwelling), None)
                tokens = [*base, *self._of_door(text, best.hypothesis, spans), *more]
                ranked += self._read(
                    text, best.hypothesis, tokens, speaker, headcount, best.price + FARTHEST
                )
                ranked.sort(key=lambda one: one.price)
        return Candidates(ranked, spans, names, speakers)

    def _base(
        self, text: str, names: Sequence[Named], headcount: bool, letters: bool
    ) -> list[Token]:
        """What the text can mean whichever door it speaks of."""
        tokens = load_lexicon().find(text)
        tokens += values_in(text, headcount or _TIMES_ONLY.fullmatch(text) is not None, letters)
        for named in names:
            price = 0.1 if named.end - named.start > 2 else 0.25
            tokens.append(Token(named.start, named.end, Kind.PERSON, named.members, price))
        taken = {named.start for named in names}
        tokens += [one for one in strangers(text) if one.start not in taken]
        for match in _ADDRESS.finditer(text):
            tokens.append(Token(match.start(), match.end(), Kind.PLACE, match[0], 0.8))
        for name in self.index.estate_names:
            at = text.find(name)
            if at >= 0:
                tokens.append(Token(at, at + len(name), Kind.PLACE, name, 0.2))
        for alias, member in self.aliases.items():
            at = text.find(alias)
            if at >= 0:
                tokens.append(Token(at, at + len(alias), Kind.PERSON, (member,), 0.1))
        return tokens

    def _of_door(self, text: str, hypothesis: Hypothesis, spans: Sequence[Span]) -> Iterable[Token]:
        """What the text can mean if it speaks of this door."""
        chosen, dwelling = hypothesis.span, hypothesis.dwelling
        if chosen is not None:
            yield Token(chosen.start, chosen.end, Kind.DOOR, dwelling, DOORS["written"])
        if dwelling is None:
            return
        building = re.escape(dwelling.stairwell.label.partition("-")[0])
        for match in re.finditer(rf"(?<![\da-z]){building}(?:号楼|幢|栋|座)的?", text):
            yield Token(match.start(), match.end(), Kind.PLACE, match[0], 0.3)
        unit = dwelling.stairwell.label.partition("-")[2]
        for match in _UNIT.finditer(text) if unit else ():
            if numeral(match[1]) == unit:  # 一单元屈原野502
                yield Token(match.start(), match.end(), Kind.PLACE, match[0], 0.3)
        for span in spans:
            if span is not chosen and any(d is dwelling for d, _ in span.doors):
                yield Token(span.start, span.end, Kind.DOOR, dwelling, 0.2)
        yield from household_names(dwelling, text)

    def _read(
        self,
        text: str,
        hypothesis: Hypothesis,
        tokens: list[Token],
        speaker: Member | None,
        headcount: bool,
        most: float,
    ) -> Iterable[Candidate]:
        household = hypothesis.dwelling.members if hypothesis.dwelling else ()
        span = hypothesis.span
        for cover in covers(text, tokens):
            if span is not None and not any(
                t.kind is Kind.DOOR and (t.start, t.end) == (span.start, span.end)
                for t in cover.tokens
            ):
                continue
            price = hypothesis.price + cover.price
            if price > most:
                break
            meaning = meaning_of(cover.tokens, text, household, speaker, headcount)
            price += sum(meaning.doubts.values())
            most = min(most, price + FARTHEST)
            yield Candidate(price, hypothesis, cover, meaning)


def _speaker(speakers: Sequence[Speaker], dwelling: Dwelling | None) -> Member | None:
    """Who speaks, if they live behind this door."""
    for one in speakers:
        if one.member is not None and dwelling in (one.dwelling, None):
            return one.member
    return None


def _is_tail(span: Span, longer: Span, text: str) -> bool:
    """`5-1-101` where there is no 5: `1-101` of it is no door."""
    cut = longer.start < span.start and span.end == longer.end
    return cut and text[span.start - 1] in "-/_"


def _clash(span: Span, known: Span) -> bool:
    """Whether a door that the roster does not have is but a longer way to see one that it has."""
    if known.bare:
        return known.start <= span.start and known.end >= span.end
    if not known.doors[0][0].room and span.end > known.end:
        return _HEAT.search(span.said) is not None  # 8号 365: a villa and a temperature
    return known.start < span.end and span.start < known.end


def _unexplained(cover: Cover, text: str) -> bool:
    """Whether a character stands there that nothing explains, or a strange name."""
    for token in cover.tokens:
        if token.kind is Kind.STRANGER:
            return True
        if token.kind is Kind.JUNK and _HAN.match(text, token.start):
            return True
    return False


def is_called_once(dwelling: Dwelling, index: RosterIndex) -> bool:
    """`商1`: a room with a name of its own that no other stairwell has."""
    called = bool(dwelling.room) and not dwelling.room.isdigit()
    return called and len(index.by_room.get(dwelling.room, ())) == 1


def settled(block: Block, dwelling: Dwelling, index: RosterIndex) -> bool:
    """Whether a room alone surely is this door: its stairwell is known, or only it has the room."""
    mine = block.stairwells.get(dwelling.stairwell, 0.0)
    if is_called_once(dwelling, index):
        return True
    if block.mixed and not block.answered:  # 402 where lines of both units are told
        there = {other.stairwell for other in index.by_room.get(dwelling.room, ())}
        return there & block.mixed == {dwelling.stairwell}
    if mine > KNOWN:
        return True
    building = dwelling.stairwell.label.split("-")[0]
    of_building: dict[Stairwell, float] = {
        one: share
        for one, share in block.stairwells.items()
        if one.estate == dwelling.estate and one.label.split("-")[0] == building
    }
    with_room = {other.stairwell for other in index.by_room.get(dwelling.room, ())}
    rivals = sum(share for one, share in block.stairwells.items() if one in with_room)
    return sum(of_building.values()) > KNOWN and mine > KNOWN * rivals
