"""People in words: age, risks, and what the journal's lines say of a household."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.core.access.viewer import Viewer
from wanjia.core.journal.kinds import declared_kinds, title_of
from wanjia.core.models import Entry
from wanjia.people.models import Contact
from wanjia.people.risk_kinds import risk_name
from wanjia.people.roster.reader.risk_suggestions import years

WEEKDAYS = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)


@dataclass(frozen=True)
class Line:
    """One line of a household's timeline, as the page's part `timeline` draws it."""

    when: datetime
    who: str
    what: str
    url: str = ""
    tone: str = ""


def age(birth: date | None, today: date) -> int | None:
    """Whole years lived."""
    if birth is None or birth > today:
        return None
    return years(birth, today)


def masked(number: str) -> str:
    """Return a phone or ID number that tells people apart but is no use to anybody: 199****1234."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 8 else "*" * len(number)


class KnownRisk(Protocol):
    """What is said of a risk: its kind, and what is known of it."""

    @property
    def kind(self) -> str: ...
    @property
    def detail(self) -> dict[str, Any]: ...


def risk_words(risk: KnownRisk) -> str:
    """Return a risk with what is known of it: 血透（周一、周三、周五，市六医院）."""
    name = risk_name(risk.kind)
    parts = [_tell_detail(key, value) for key, value in sorted(risk.detail.items())]
    known = _("，").join(part for part in parts if part)
    return _("%(risk)s（%(detail)s）") % {"risk": name, "detail": known} if known else name


def _tell_detail(key: str, value: Any) -> str:
    if key == "weekdays" and isinstance(value, list):
        days = [WEEKDAYS[day - 1] for day in value if isinstance(day, int) and 1 <= day <= 7]
        return _("、").join(str(day) for day in days)
    patterns = {
        "due": _("预产期 %(value)s"),
        "born": _("出生 %(value)s"),
        "days_left": _("药还够 %(value)s 天"),
        "speaks": _("说 %(value)s"),
        "level": _("%(value)s 级"),
    }
    return patterns.get(key, "%(value)s") % {"value": value} if value not in (None, "") else ""


def timeline(viewer: Viewer, dwelling: UUID, contacts: Iterable[Contact]) -> list[Line]:
    """Return what happened to a household, newest first: journal lines and contacts."""
    entries = Entry.objects.of(viewer).filter(dwelling=dwelling)[:30]
    declared = declared_kinds()
    lines = [
        Line(entry.occurred_at, entry.actor_name, title_of(entry.type))
        for entry in entries
        if entry.type in declared
    ]
    lines += [
        Line(contact.occurred_at, contact.created_by_name, _contact_words(contact))
        for contact in contacts
    ]
    return sorted(lines, key=lambda line: line.when, reverse=True)[:30]


def _contact_words(contact: Contact) -> str:
    said = _("%(way)s联系%(name)s：%(outcome)s") % {
        "way": contact.get_channel_display(),
        "name": contact.resident.name,
        "outcome": contact.get_outcome_display(),
    }
    rest = [part for part in (contact.note, contact.next_step) if part]
    return _("。").join([said, *rest])
