"""What the promise of contact says: why somebody is due, how long nobody spoke with them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wanjia.care.contacts.contact_policy import Due
from wanjia.care.contacts.queries import CaredResident
from wanjia.people.labels import risk_words
from wanjia.people.risk_kinds import risk_choices

_PRESSING = {
    "unanswered": gettext_lazy("几次没人接电话"),
    "missed_round": gettext_lazy("上一轮没填报"),
    "tomorrow": gettext_lazy("透析或化疗的日子快到了"),
    "medicine": gettext_lazy("药快没了"),
}


def why_words(due: Due) -> str:
    """Return why somebody must be spoken with by then."""
    kinds: dict[str, Any] = dict(risk_choices())
    return _("、").join(str(_PRESSING.get(code) or kinds.get(code, code)) for code in due.why)


def describe_person(person: CaredResident) -> dict[str, Any]:
    """Return somebody on the list as the page shows them."""
    resident = person.resident
    return {
        "resident": resident,
        "door": resident.dwelling.door,
        "estate": resident.dwelling.stairwell.estate,
        "why": why_words(person.due),
        "due": person.due,
        "by_door": person.due.step == "door",
        "risks": [risk_words(risk) for risk in person.risks],
        "pair": person.pair,
        "assigned": person.assigned,
        "shut": person.shut,
        "tries": ngettext("%(n)s 次没接", "%(n)s 次没接", person.due.unanswered)
        % {"n": person.due.unanswered}
        if person.due.unanswered
        else "",
    }
