"""One entry's reading: what kind of thing it is, whose results it tells, and how sure that is."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from wanjia.reports.paste.reader.asking import is_urgent
from wanjia.reports.paste.reader.candidates import Finder
from wanjia.reports.paste.reader.certainty import WEIGHTS, harm, residue
from wanjia.reports.paste.reader.document import Line, Role
from wanjia.reports.paste.reader.hypotheses import Source
from wanjia.reports.paste.reader.making import Making
from wanjia.reports.paste.reader.reading import Reading
from wanjia.reports.paste.reader.roster import Dwelling, Member
from wanjia.reports.paste.reader.said import alike, flat_values, heat_values
from wanjia.reports.paste.reader.tokens import PLACES, RESULTS, Kind

_WAS_DONE = re.compile(r"[做测检采](?:完|好)?(?:了|的|过)")
_LETTERS_ALONE = re.compile(r"[a-z]{1,2}")
_CHANGED = re.compile(r"改|变|更正|->|→|=>|应|不对|错")


class Judge(Making):
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
        if self.purpose == "order" and not self._tells_results():
            return self._order_or_note()
        if self.purpose == "headcount" and self._counts_all_the_same():
            return self._headcount()
        if results and self.purpose == "headcount" and self.has(Kind.QUESTION, Kind.NEED):
            return self._need()
        if results and not (broadcast and not self.credited):
            return self._answer()
        if broadcast and not self.has(Kind.QUESTION):
            return self._note("announcement")
        return self._without_result()

    def _tells_results(self) -> bool:
        """Whether a line of an order list tells results: a letter alone is what is ordered."""
        told = [t for t in self.tokens if t.kind in RESULTS]
        if told and all(_LETTERS_ALONE.fullmatch(self.text[t.start : t.end]) for t in told):
            return False
        return bool(told or self.meaning.facts)

    def _counts_all_the_same(self) -> bool:
        """Whether a line of a head count counts, whatever else it tells of one of them."""
        if not self.span or not self.has(Kind.COUNT, Kind.ALONE):
            return False
        results = [kind for kind in self.kinds if kind in RESULTS and kind is not Kind.UNTESTED]
        return (
            len(self.credited) < 2
            and not self.has(Kind.NEGATIVE, Kind.TEST)
            and (not results or not self.credited)
        )

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
        placed = self.span and (wants or listed or self.has(Kind.CANCEL))
        if placed or (wants and not self.has(Kind.GENERAL)):
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
        if len(left) > 2 or (left and self.purpose != "headcount"):
            self._doubt("residue", left)
        elif self.purpose != "headcount" and self.residue.strange + self.residue.chatter:
            self._doubt("number")  # 302 两个都T了 in a list of results
        if set(meaning.doubts) & {"name_elsewhere", "name_unknown", "name_twice"}:
            self._name_doubts()
        count = meaning.count
        if count is None and self.has(Kind.ALONE):
            count = 1
        if count is None and self.has(Kind.ALL) and self.dwelling and not self.has(*PLACES):
            count = self.dwelling.size
        if count is None and meaning.names and not self.has(*PLACES, Kind.UNTESTED):
            count = len(meaning.names)
        if count is None:
            kin = [t.value.many for t in self.tokens if t.kind is Kind.KIN]
            count = kin[0] if len(kin) == 1 and kin[0] > 1 else None
        if count is None and not self.has(*PLACES) and (self._unexplained() or self.has(Kind.KIN)):
            self._doubt("number")  # perhaps how many, in a way that is not known
        counts = [int(t.value) for t in self.tokens if t.kind is Kind.COUNT]
        said = set(counts)
        done = len(_WAS_DONE.findall(self.text))
        if self.dwelling and 1 < len(counts) == done and sum(counts) == self.dwelling.size:
            count = sum(counts)  # 1人楼下做好了，1人在公司做了
            said = {count}
        elif len(counts) > 1 and len(said) == 1:
            self._doubt("number")
        if count is None and done == 1 and self.has(*PLACES) and meaning.names:
            count = len(meaning.names)  # 卓尔凡学校做的
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
        probability = WEIGHTS.probability(self.features)
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


def entry_reading(finder: Finder, line: Line, text: str) -> tuple[Reading, Dwelling | None]:
    """Read the text of one entry; the reading and whose door it turned out to be."""
    found = finder.candidates(line, text)
    judge = Judge(finder=finder, line=line, text=text, found=found)
    return judge.reading(), judge.dwelling
