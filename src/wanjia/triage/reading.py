"""A text read once: what is said in it, and whether it stands. Pure.

A mention stands unless its own clause denies it, its own matter is told to be over, or it is a
figure of speech, somebody else's news, long past, or only asked about.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from wanjia.triage.clauses import Clauses
from wanjia.triage.figures import measured, things
from wanjia.triage.rules import Concept, Need, Protocol, TriageRules
from wanjia.triage.sounds import heard

REACH = 110  # characters within which what a protocol needs must stand together
STANDS, DENIED, OVER, AFAR, FIGURE = "stands", "denied", "over", "afar", "figure"
# Which words of being over end which matters; `over_all` (a mistake, cancelled) ends any.
OVER_OF = {
    "over_all": ("body", "mind", "danger", "supply", "utility", "paper", "quarrel"),
    "over_come": ("body", "utility", "danger", "supply"),
    "over_body": ("body", "mind"),
    "over_supply": ("supply", "paper"),
    "over_utility": ("utility", "danger"),
    "over_danger": ("danger", "quarrel", "mind"),
    "call_closed": ("body", "danger", "quarrel", "utility"),
}
# How a matter ended: beside words that close the call, the call as a whole is over.
OUTCOMES = ("over_body", "over_danger", "over_utility", "over_all", "ended_well")
# Talk of these is not of somebody in need now: news and drills, long ago, "if", a name of a thing.
AFAR_IN_SENTENCE = ("elsewhere",)
AFAR_IN_CLAUSE = ("long_ago", "if_ever")
_DOES_NOW = re.compile(
    r"(?:在|正|边|还|能|爱|肯|照样|坐着|躺着)(?:看|听|刷|打|玩|追|唱)(?:着|个|会儿?)?$"
)
# The set itself is heard, not what is on it: 里头电视开着, 收音机响了一夜.
_IS_ON = re.compile(
    r"(?:机)?(?:都|也|还|一直|倒)?(?:开着|响|亮着|在响|在放|没关)|"
    r"\s(?:is |was |still |been )*(?:on\b|playing)"
)
_DID_THEN = re.compile(
    r"[^。]{0,2}(?:到一半|着[看听]着|得好好的|的时候|着呢?[，,])|[^。]{0,4}[，,](?:突然|一下子|忽然|人就)"
)
_NO_SUCH = re.compile(r"(?:没有|没得|冇|无|呒没)(?:什么|啥|小|奶|老|病)?$|\b(?:no|not? any) $")
# Not "no kids ibuprofen", not 没有奶奶的消息.
_NO_MORE_SAID = re.compile(r"\s*(?:$|[,.;!?。、了也和跟或儿子]|or |and |here|at home|in )")
_MEANT_FOR = re.compile(r"(?:治|专治|防|抗|预防|控制)(?:疗)?(?:.{0,2})$")
_MEANT_FOR_ENDS = re.compile(r".{0,2}(?:的(?![,，。]|$)|的?药|的?片|用的|的[)）])")
_QUOTED = re.compile(r"[\"“「『'‘][^\"“”「」『』]{1,24}[\"”」』'’]")
# What turns from what was to what is.
_BACK_TO_NOW = re.compile(
    r"现在|(?:看|听|说|坐|走|吃|聊|笑)着(?:看|听|说|坐|走|吃|聊|笑)着|今[天早晚朝夜]|刚刚|这会儿?|眼下|后来|结果|可是|但是?|却|可(?=[我你他她伊家门楼人窗])|真(?:的)?在|又(?!不)|忽然|突然|"
    r"\bnow\b|\bbut\b|\btoday\b|\bagain\b|suddenly"
)
# What sets the next clause against the one before.
_AGAINST = re.compile(
    r"可是|但是?|却|可(?=[我你他她伊家门楼人窗这那])|真(?:的)?在|\bbut\b|"
    r"(?:现在|这会儿)(?![^。]{0,6}(?:没|不|好|正常|退|止|醒))"
)
# A year that somebody answers wrongly: 问她今年哪年，说是八三年.
_ANSWERED = re.compile(r"问[^。]{0,14}(?:说|答|讲)(?:是|成|的是)?$")
_YEARS = re.compile(r"年|早|ago|year|history|史|过")
AGAIN_WITHIN = 36
NAMES_WITHIN = 2  # characters between a grave word and what makes it the name of a thing
BEFALLS = ("body", "mind", "danger")  # what befalls people; a medicine of years ago is still taken


@dataclass(frozen=True)
class Mention:
    """A concept said at a place, and how it stands there."""

    concept: str
    start: int
    end: int
    standing: str


class Reading:
    """One window of a text, normalized."""

    def __init__(self, text: str, rules: TriageRules) -> None:
        self.text = text
        self.rules = rules
        self.clauses = Clauses(text)
        self._counted: dict[str, list[tuple[int, int]]] = {}
        for name, start, end in measured(text):
            self._counted.setdefault(name, []).append((start, end))
        self._spans = rules.listener.spans(text)
        self._heard = heard(text, rules.sounds)
        self.named = frozenset([*self._spans, *self._counted, *self._heard])
        self._mentions: dict[str, list[Mention]] = {}
        self._idioms = [*self.places("idiom"), *things(text)]
        self._overs = self._find_overs()
        self.closed = False
        if closing := self._find_closing():
            self.closed = True
            self._overs.append(("call_closed", 0, closing))
        self._afar = self._find_afar()

    def mentions(self, name: str) -> list[Mention]:
        """Return every mention of a concept, standing or not."""
        if name not in self.named:
            return []
        if name not in self._mentions:
            concept = self.rules.concepts[name]
            places = [*self.places(name), *self._heard.get(name, [])]
            self._mentions[name] = [
                Mention(name, start, end, self._standing(concept, start, end))
                for start, end in places
            ]
        return self._mentions[name]

    def is_named(self, name: str) -> bool:
        """Tell whether a concept is mentioned at all."""
        return bool(self.mentions(name))

    def is_counted(self, name: str, start: int) -> bool:
        """Tell whether a concept is read out of a figure at a place."""
        return any(start == begin for begin, _end in self._counted.get(name, ()))

    def stands(self, name: str) -> bool:
        """Tell whether a concept is said of now and here, and not denied."""
        return any(mention.standing == STANDS for mention in self.mentions(name))

    def standing_concepts(self) -> list[str]:
        """Return the names of all concepts that stand, in the order of the files."""
        return [name for name in self.rules.concepts if name in self.named and self.stands(name)]

    @cached_property
    def possible(self) -> tuple[Protocol, ...]:
        """The protocols for which all that must be said is named; few of the hundreds are."""
        return tuple(filter(self._may_hold, self.rules.protocols))

    def _may_hold(self, protocol: Protocol) -> bool:
        return not any(map(self.named.isdisjoint, protocol.wanted))

    def holds(self, protocol: Protocol, also: Iterable[str] = ()) -> list[Mention]:
        """Return the mentions by which a protocol holds, nothing where it does not.

        `also` are kinds of standing that count besides "stands": with ("over",) it is asked
        whether the protocol did hold before the matter was told to be over.
        """
        if not self._may_hold(protocol):
            return []
        counting = {STANDS, *also}
        chosen: list[list[Mention]] = []
        for need in protocol.needs:
            if need.absent:
                continue
            found = self._meeting(need, counting)
            if not found:
                return []
            chosen.append(found)
        together = self._together(chosen)
        absent = [need for need in protocol.needs if need.absent]
        if together and any(self._is_beside(need, together[0]) for need in absent):
            return []
        return together

    def _is_beside(self, need: Need, mention: Mention) -> bool:
        """Tell whether what must not be named is, near a mention; an animal, without a person."""
        start, end = mention.start - REACH, mention.end + REACH
        if need.concepts == ("animal",):
            start, end = self.clauses.sentence(mention.start)
            if any(start <= one.start < end for one in self.mentions("person")):
                return False
        return any(
            start <= one.start < end for name in need.concepts for one in self.mentions(name)
        )

    def _meeting(self, need: Need, counting: set[str]) -> list[Mention]:
        found = []
        for name in need.concepts:
            people = self.rules.concepts[name].family in ("people", "speech")
            for mention in self.mentions(name):
                # People and things stay named where what befell them is denied or over.
                if self._is_nobody(mention):
                    continue
                if people or mention.standing in counting:
                    found.append(mention)
        return found

    def _is_nobody(self, mention: Mention) -> bool:
        """Tell whether it is said that there is no such person: 没得病人也没得奶娃儿."""
        before = self.text[max(0, mention.start - 6) : mention.start]
        if self.rules.concepts[mention.concept].family != "people" or not _NO_SUCH.search(before):
            return False
        return bool(_NO_MORE_SAID.match(self.text[mention.end : mention.end + 8]))

    def _together(self, chosen: list[list[Mention]]) -> list[Mention]:
        """Choose a mention for each need, near one another; people may stand anywhere."""
        if not chosen:
            return []
        for first in chosen[0]:
            picked = [first]
            for others in chosen[1:]:
                near = min(others, key=lambda one: abs(one.start - first.start))
                far = abs(near.start - first.start) > REACH
                if far and self.rules.concepts[near.concept].family != "people":
                    break
                picked.append(near)
            else:
                return picked
        return []

    def places(self, name: str) -> list[tuple[int, int]]:
        """Return where a concept is said, however it stands."""
        return [*self._counted.get(name, ()), *self._spans.get(name, ())]

    def frames(self, name: str) -> list[tuple[int, int]]:
        """Return where words that soften stand, without those that only tell of a mistaken ease.

        我当他讲笑话, 以为他睡着了: who says so no longer thinks so.
        """
        light = self.places("taken_lightly")
        places = self.places(name)
        if name in AFAR_IN_SENTENCE:
            places = [span for span in places if not self._is_pastime(*span)]
        return [
            (start, end)
            for start, end in places
            if not any(start < stop and begin < end for begin, stop in light)
        ]

    def _standing(self, concept: Concept, start: int, end: int) -> str:
        if concept.family == "speech":
            return STANDS
        befalls = concept.family in BEFALLS
        if befalls and any(start < stop and begin < end for begin, stop in self._idioms):
            return FIGURE
        if self.clauses.is_denied(start, end):
            return DENIED
        if befalls and (self._names_a_thing(start, end) or self._is_retold(start, end)):
            return AFAR
        if any(
            concept.family in OVER_OF[kind] and begin <= start and end <= stop
            for kind, begin, stop in self._overs
        ):
            return OVER
        if befalls and any(begin <= start and end <= stop for begin, stop in self._afar):
            return AFAR
        return STANDS

    def _is_retold(self, start: int, end: int) -> bool:
        """Tell whether it stands between quotation marks beside a word that it was only said."""
        if not self.places("retold"):
            return False
        return any(one.start() <= start and end <= one.end() for one in _QUOTED.finditer(self.text))

    def _names_a_thing(self, start: int, end: int) -> bool:
        """Tell whether a grave word is part of a name: 中毒预防的图, 自杀式停车, 治羊角风的."""
        while end < len(self.text) and "a" <= self.text[end] <= "z":
            end += 1
        if any(start < begin <= end + NAMES_WITHIN for begin, _ in self.places("thing_named")):
            return True
        before = self.text[max(self.clauses.at(start).start, start - 5) : start]
        return bool(_MEANT_FOR.search(before) and _MEANT_FOR_ENDS.match(self.text[end : end + 5]))

    def _find_overs(self) -> list[tuple[str, int, int]]:
        """Return for each word of being over how far back, or forward, its matter reaches."""
        spans = []
        for kind in OVER_OF.keys() - {"call_closed"}:
            for start, end in self.frames(kind):
                if self.clauses.is_denied(start, end) or self._is_not_over(start, end):
                    continue
                if kind in ("over_body", "over_come") and self.is_now_again(end):
                    continue
                begin = self._back(start)
                stop = end
                if kind == "over_all":
                    # "误会：刚才说着火的是看错了": what follows in the sentence is the same matter.
                    # But not what is set against it: 都说是误报，可我家真在冒黑烟.
                    stop = self.clauses.sentence(start)[1]
                    against = _AGAINST.search(self.text, end, stop)
                    stop = against.start() if against else stop
                spans.append((kind, begin, stop))
        return spans

    def _find_closing(self) -> int:
        """Return up to where a call is closed: called back with how it ended; 0 where it is not.

        A wish to die is never closed so, nor a call in which danger is told of again.
        """
        closes = [span for span in self.frames("call_closed") if not self.clauses.is_denied(*span)]
        ends = [
            (start, end)
            for name in OUTCOMES
            for start, end in self.frames(name)
            if not any(start < stop and begin < end for begin, stop in closes)
            and not self.clauses.is_denied(start, end)
        ]
        if not closes or not ends or self.is_now_again(max(end for _start, end in ends)):
            return 0
        return max(end for _start, end in (*closes, *ends))

    def _is_not_over(self, start: int, end: int) -> bool:
        """Tell whether the words are of the danger itself: a flame went out, gas flows."""
        return any(start < stop and begin < end for begin, stop in self.places("not_over"))

    def is_now_again(self, place: int) -> bool:
        """Tell whether danger is told of now after a place: 当时说没事，现在吐了两回."""
        for back in _BACK_TO_NOW.finditer(self.text, place, place + AGAIN_WITHIN):
            for name, spans in self._spans.items():
                if self.rules.concepts[name].family not in BEFALLS:
                    continue
                for start, end in spans:
                    near = back.end() <= start <= back.end() + AGAIN_WITHIN
                    if near and not self.clauses.is_denied(start, end):
                        return True
        return False

    def _back(self, place: int) -> int:
        """Return where the matter that is over begins: its sentence, and the one before it."""
        start = self.clauses.sentence(place)[0]
        if start == 0:
            return 0
        return self.clauses.sentence(start - 1)[0] if place - start < 24 else start

    def _find_afar(self) -> list[tuple[int, int]]:
        spans = []
        for name in AFAR_IN_SENTENCE:
            spans += [self.clauses.sentence(start) for start, _end in self.frames(name)]
        for name in AFAR_IN_CLAUSE:
            for start, end in self.places(name):
                if self.is_now_again(end) and not _YEARS.search(self.text[start:end]):
                    continue
                if _ANSWERED.search(self.text, max(0, start - 20), start):
                    continue
                number = self.clauses.number(start)
                clause = self.clauses.all[number]
                first = number
                while first and self.text[self.clauses.all[first].start - 1] == "、":
                    first -= 1  # what is listed before it is of the same time
                begin = self.clauses.all[first].start if name == "long_ago" else start
                spans.append((begin, clause.end))
                years = _YEARS.search(self.text[start:end])
                if name == "long_ago" and years:
                    spans += self._remembered(start, clause.end)
                if name == "long_ago" and years and start - clause.start < 3 and number:
                    before = self.clauses.all[number - 1]  # "…, that was years ago"
                    spans.append((before.start, clause.start))
        # "now", "again", "at our door" in between: it is of here and now all the same.
        nows = self.places("here_now")
        return [
            *self._bygone(),
            *(
                (begin, stop)
                for begin, stop in spans
                if not any(begin <= start < stop for start, _end in nows)
            ),
        ]

    def _remembered(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the rest of a sentence of thanks for what was years ago, until it is of now."""
        stop = self.clauses.sentence(start)[1]
        if not any(start <= place < stop for place, _end in self.places("remembered")):
            return []
        back = _BACK_TO_NOW.search(self.text, end, stop)
        return [(end, back.start() if back else stop)]

    def _bygone(self) -> Iterator[tuple[int, int]]:
        """Yield what is told of another age: from its word on until the story is back at now."""
        for start, _end in self.places("bygone"):
            if _ANSWERED.search(self.text, max(0, start - 20), start):
                continue
            stop = self.clauses.sentence(start)[1]
            back = _BACK_TO_NOW.search(self.text, start, stop)
            yield self.clauses.at(start).start, back.start() if back else stop

    def _is_pastime(self, start: int, end: int) -> bool:
        """Tell whether it is what somebody does now, not where news are from: 在看动画片."""
        before, after = self.text[max(0, start - 6) : start], self.text[end : end + 14]
        if _IS_ON.match(after):
            return True
        if after[:1] in tuple("里上中说讲放播报"):
            return False
        return bool(_DOES_NOW.search(before) or _DID_THEN.match(after))


def windows(text: str, size: int = 1600, overlap: int = 240) -> list[str]:
    """Cut a long text into pieces that overlap, so that nothing is cut off unheard."""
    if len(text) <= size + overlap:
        return [text]
    return [text[at : at + size] for at in range(0, len(text) - overlap, size - overlap)]


_OTHER_SCRIPT = re.compile(r"[\u0370-\u1fff\u3040-\u30ff\uac00-\ud7af]")


def has_text(text: str) -> bool:
    """Tell whether a text can be read: Chinese signs or Latin words, not mostly another script."""
    ours = re.findall(r"[\u4e00-\u9fff]|[a-z]", text)
    return len(ours) > 1 and len(_OTHER_SCRIPT.findall(text)) < len(ours)
