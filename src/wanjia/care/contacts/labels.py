"""What the promise of contact says: why somebody is due, how long nobody spoke with them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wanjia.care.contacts.contact_policy import Due
from wanjia.care.queries import Cared
from wanjia.people.labels import risk_words
from wanjia.people.risk_kinds import risk_choices

_PRESSING = {
    "unanswered": gettext_lazy("几次没人接电话"),
    "missed_round": gettext_lazy("上一轮没填报"),
    "tomorrow": gettext_lazy("透析或化疗的日子快到了"),
    "medicine": gettext_lazy("药快没了"),
}


def why_words(due: Due) -> str:
    """Why somebody must be spoken with by then."""
    kinds: dict[str, Any] = dict(risk_choices())
    return _("、").join(str(_PRESSING.get(code) or kinds.get(code, code)) for code in due.why)


def card(one: Cared) -> dict[str, Any]:
    """Somebody on the list as the page shows them."""
    resident = one.resident
    return {
        "resident": resident,
        "door": resident.dwelling.door,
        "estate": resident.dwelling.stairwell.estate,
        "why": why_words(one.due),
        "due": one.due,
        "by_door": one.due.step == "door",
        "risks": [risk_words(risk) for risk in one.risks],
        "pair": one.pair,
        "shut": one.shut,
        "tries": ngettext("%(n)s 次没接", "%(n)s 次没接", one.due.unanswered)
        % {"n": one.due.unanswered}
        if one.due.unanswered
        else "",
    }
