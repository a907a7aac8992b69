"""Whether words of danger are believed: signs and the model, weighed against each other. Pure.

Words of danger also tell of none: what is over, told again, played, feared, or a way of speaking.
The limits are log odds (`Likely.danger`), measured on labelled hands of which each was left out of
the training in turn.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from wanjia.triage.reading import AFAR, BEFALLS, DENIED, OVER, Reading
from wanjia.triage.rules import TriageRules
from wanjia.triage.signs import Found, signs_of

if TYPE_CHECKING:
    from wanjia.triage.model import Likely, Weights

# From where on the model makes us ask: of any text, a framed one, one whose matter is known.
ASK, ASK_FRAMED, ASK_KNOWN, ASK_CLOSED = -1.3, 0.3, 0.3, 4.0
# From where on a sign of danger is believed: beside a frame, in a clause of a few words, and
# in such a clause between much other talk.
BELIEVED, BELIEVED_FRAMED, BELIEVED_TERSE, BELIEVED_BETWEEN = 0.8, 2.5, -3.0, -5.0
BELIEVED_TWICE = -2.5  # a complaint and what makes it grave, each said at its own place
BELIEVED_LESSER = 0.9  # share of hardship and calm above which that is doubted all the same
BELIEVED_SOFTENED = 3.7  # where such a frame stands in its own sentence
# From where on the model confirms a sign that only asks, and a witness.
CONFIRMED, CONFIRMED_VAGUE, CONFIRMED_FRAMED = 0.8, 2.5, 4.0
WITNESSED, WITNESSED_FRAMED = 1.5, 2.5
WITNESSED_LESSER = 0.5  # share of hardship and calm from which on a witness is not heard
ALL_THE_SAME = 4.0  # from where on a witness is heard that seems over or elsewhere
NOTHING, NEVER = -1.3, 0.2  # below both nothing speaks for danger where it is framed
CLEARLY_NOTHING = -5.0  # below it nothing does in any text, whatever words stand in it
LESSER = 0.3  # from what share of hardship and calm on a sign is doubted that nothing else softens
CALM_NEAR = 0.35  # how grave or urgent the clauses of a calm sign may look by themselves
# Signs, a Latin word counting as two: so few tell the model nothing, but a sign much, unless all
# around is calm.
TERSE, TERSE_WITHIN = 16, -4.0
SHORT = 140  # characters up to which a frame holds for a whole text
KNOWN = 0.34  # share of the words that must be known for the model to be believed
BODILY = frozenset(
    {"collapse", "breath", "chest", "stroke", "fit", "bleed", "allergy", "poison", "sugar", "fever",
     "child", "head", "fall", "burn", "pain", "pregnancy", "mind"}
)  # fmt: skip
# Words that a matter is over, elsewhere, a joke, a rule; and what even softens a wish to die.
FRAMES = (
    "over_all", "over_come", "over_body", "over_danger", "over_utility", "elsewhere", "if_ever",
    "long_ago", "no_danger", "praise", "register", "retold", "joke", "ended_well",
)  # fmt: skip
SOFTENING = (
    "retold", "joke", "ended_well", "asks_rule", "elsewhere",
    "over_all", "over_come", "over_body", "over_danger", "over_utility",
)  # fmt: skip
PLAYED_DOWN = ("no_danger",)  # who is in danger says so too: 不要紧，就是问问
TOLD = ("retold", "over_all", "elsewhere")


_LATIN = re.compile(r"[a-z']+")


def weigh_length(text: str) -> int:
    """Return how much a text says: its signs, a Latin word counting as two."""
    words = _LATIN.findall(text)
    return len(text) - sum(map(len, words)) + 2 * len(words) - text.count(" ")


@dataclass(frozen=True)
class Belief:
    """One text with what holds in it and what the model sees."""

    said: str
    readings: Sequence[Reading]
    found: Sequence[Found]
    likely: "Likely"
    rules: TriageRules
    weights: "Weights | None" = None

    def believes(self, found: Found) -> bool:
        """Tell whether a grave sign is believed: words of danger also tell of none.

        A text of a few words is taken by its word. In a text that says that it is over, not of
        here and now, or a way of speaking, more must speak for the danger; in any other it is
        doubted only where it looks calm, in the whole and where it stands.
        """
        likely = self.likely
        same = [one for one in self.found if one.protocol.complaint == found.protocol.complaint]
        grave = [one for one in same if one.protocol.urgency == 1]
        if any(self._is_softened(one, SOFTENING) for one in grave):
            # Who wishes to die says it laughing, in the wrong group.
            wish = found.protocol.complaint == "mind"
            return likely.danger >= (BELIEVED_FRAMED if wish else BELIEVED_SOFTENED)
        if any(self._is_softened(one, PLAYED_DOWN) for one in grave):
            return likely.danger >= BELIEVED_FRAMED
        if weigh_length(self.said) <= TERSE or likely.danger >= BELIEVED:
            return True
        lesser = max(sum(view[2:]) for view in (likely.urgency, likely.by_letters))
        if likely.danger >= NOTHING and lesser < LESSER:
            return True
        said_twice = len({one.start for one in found.mentions}) > 1
        sure = likely.danger >= BELIEVED_TWICE and lesser < BELIEVED_LESSER
        if said_twice and sure and not self.framed:
            return True
        begin, end = found.reach
        least = BELIEVED
        if weigh_length(found.reading.text[begin:end]) <= TERSE:
            if len(self.said) > SHORT:
                least = BELIEVED_BETWEEN
            elif likely.danger >= TERSE_WITHIN:
                least = BELIEVED_TERSE
        return self._near(found).danger >= least

    def _near(self, found: Found) -> "Likely":
        """Weigh the clauses of a sign alone: chatter around it hides nothing."""
        from wanjia.triage.model import likely

        reading, (begin, end) = found.reading, found.reach
        named = [(one.concept, one.start) for one in found.mentions]

        def concepts(start: int, end: int) -> list[str]:
            return [name for name, place in named if start <= place - begin < end]

        return likely(reading.text[begin:end], concepts, self.weights)

    def is_nothing(self) -> bool:
        """Tell whether nothing at all speaks for danger, so that not even asking is needed."""
        wish = any(one.protocol.complaint == "mind" for one in self.found)
        told = TOLD if wish else (*FRAMES, *SOFTENING, *PLAYED_DOWN)
        framed = any(
            not reading.is_now_again(end)
            for reading in self.readings
            for name in told
            for _start, end in reading.frames(name)
        )
        likely = self.likely
        if likely.danger < CLEARLY_NOTHING and len(self.said) > TERSE:
            return True
        return framed and likely.danger < NOTHING and likely.by_letters[0] < NEVER

    def _is_softened(self, found: Found, frames: Sequence[str]) -> bool:
        """Tell whether a frame stands beside a sign: over, elsewhere, told again, a joke, a rule.

        Thanks for something else before it soften nothing, nor does what danger of now follows.
        """
        reading = found.reading
        start, end = reading.clauses.sentence(found.mentions[0].start)
        after = reading.clauses.sentence(min(len(reading.text) - 1, end))[1]
        return any(
            start <= place < after and not reading.is_now_again(stop)
            for name in frames
            for place, stop in reading.frames(name)
        )

    def is_clearly_calm(self, asking: Found) -> bool:
        # A bare cry for help is never calm, whatever the model has seen.
        if not self.framed and all(one.protocol.ask for one in self.found):
            return False
        likely = self.likely
        calm = likely.grave < 0.02 and likely.by_letters[0] < 0.05 and likely.urgency[1] < 0.1
        return calm and self._is_calm_where_it_stands(asking)

    def _is_calm_where_it_stands(self, asking: Found) -> bool:
        """Tell whether its clauses alone are calm too: chatter around a sign hides nothing."""
        if self.framed:
            return True
        near = self._near(asking).by_letters
        return near[0] + near[1] < CALM_NEAR

    def confirmed(self) -> Found | None:
        """Return the sign that only asks, or witnesses, and that the model confirms.

        The model alone may only ask, and so may a sign that cannot be judged; both together tell.
        """
        danger, framed = self.likely.danger, self.framed
        for one in self.found:
            vague = one.protocol.complaint == "unclear"
            if not one.protocol.ask or (vague and len(one.mentions) < 2):
                continue  # a bare cry, that names nobody, is asked about whatever the model sees
            few = weigh_length(self.said) <= TERSE
            least = CONFIRMED_VAGUE if vague or few else CONFIRMED
            if danger >= (CONFIRMED_FRAMED if framed else least):
                return one
        lesser = sum(self.likely.urgency[2:])
        if danger >= (WITNESSED_FRAMED if framed else WITNESSED) and lesser < WITNESSED_LESSER:
            grave = [
                one for one in self.found if one.protocol.urgency == 2 and not one.protocol.ask
            ]
            bodily = [one for one in grave if one.protocol.complaint in BODILY]
            return next(iter((*bodily, *self._witnesses())), None)
        return None

    def _witnesses(self) -> list[Found]:
        """Return what witnesses danger, that of the likeliest category first."""
        also = (OVER, AFAR) if self.likely.danger >= ALL_THE_SAME else ()
        found = signs_of(self.readings, also, witness=True)
        found = [one for one in found if self.likely.danger >= one.protocol.least]
        return sorted(found, key=lambda one: -self.likely.share(one.protocol.category))

    def model_asks(self) -> bool:
        danger = self.likely.danger
        if self.closed:
            return danger >= ASK_CLOSED
        if self.framed:
            return danger >= ASK_FRAMED
        if any(one.protocol.urgency == 3 for one in self.found):
            return danger >= ASK_KNOWN  # what it is about is known
        return danger >= ASK or self.likely.known < KNOWN

    @cached_property
    def closed(self) -> bool:
        """Tell whether the call is closed by whoever calls back with how it ended."""
        return any(reading.closed for reading in self.readings)

    @cached_property
    def framed(self) -> bool:
        """Tell whether a short text says that it is over, not of here and now, or no danger."""
        if self.closed:
            return True
        if len(self.said) > SHORT:
            return False
        befell = [
            mention.standing
            for reading in self.readings
            for name in reading.named
            if self.rules.concepts[name].family in BEFALLS
            for mention in reading.mentions(name)
        ]
        if befell and set(befell) == {DENIED}:
            return True
        return any(
            not reading.clauses.is_denied(*span)
            for reading in self.readings
            for name in FRAMES
            for span in reading.frames(name)
        )
