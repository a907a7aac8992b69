"""What triage says of a text: how urgent, about what, why, by when, and what to ask. Pure."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sign:
    """One sign that holds in a text, with its reason in both languages."""

    name: str
    category: str
    urgency: int
    why: str
    why_en: str


@dataclass(frozen=True)
class Question:
    """A question that settles a doubt: "yes" raises the urgency to 1, "no" to all of them clears.

    `name` is stable, so that an answer given hours later still finds its question.
    """

    name: str
    text: str
    text_en: str


@dataclass(frozen=True)
class Otherwise:
    """What a text says where the doubt is cleared: both questions were answered with "no"."""

    category: str
    urgency: int
    why: str
    why_en: str
    deadline_hours: int


@dataclass(frozen=True)
class Verdict:
    """What triage says of a request; `why` and `why_en` tell which sign spoke.

    `unsure`: danger cannot be ruled out; urgency is then 2 and `ask` holds two questions.
    `signs` are all that hold, the gravest first; `otherwise` is what holds once both are denied.
    """

    category: str
    urgency: int
    why: str
    why_en: str
    deadline_hours: int
    unsure: bool = False
    ask: tuple[Question, ...] = ()
    signs: tuple[Sign, ...] = ()
    otherwise: Otherwise | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values, as `wanjia triage --json` prints them."""
        return {
            "category": self.category,
            "urgency": self.urgency,
            "why": self.why,
            "why_en": self.why_en,
            "deadline_hours": self.deadline_hours,
            "unsure": self.unsure,
            "ask": [vars(question) for question in self.ask],
            "signs": [vars(sign) for sign in self.signs],
        }
