"""A household asks for help on its own page, and sees how far each request is."""

from datetime import timedelta
from typing import Any

from django.db.models import Q

from wanjia.kernel import clock
from wanjia.kernel.access import Viewer
from wanjia.kernel.ids import new_id
from wanjia.kernel.problem import Problem
from wanjia.needs.actions import record_household_need
from wanjia.needs.models import Need
from wanjia.needs.queries import state_of, state_words, visible_needs
from wanjia.web.household_form import sent_id

SHOWN = timedelta(days=3)  # a closed request stays on the page so long
LIFE_IN_DANGER = 1


def ask_help(viewer: Viewer, said: Any) -> Need:
    """Record what a household's form asks for; raises the `needs.*` Problems."""
    if viewer.dwelling_id is None:
        raise Problem("kernel.not_found")
    who = sent_id(said.get("who"))
    return record_household_need(
        viewer, viewer.dwelling_id, said.get("text", ""), who, sent_id(said.get("id"))
    )


def help_of(viewer: Viewer, typed: str = "") -> dict[str, Any]:
    """The household's open requests and those closed lately, and an empty form."""
    recent = clock.now() - SHOWN
    rows = visible_needs(viewer).filter(Q(closed_at=None) | Q(closed_at__gte=recent))
    needs = list(rows.order_by("-opened_at")[:10])
    return {
        "sent": new_id(),
        "typed": typed,
        "needs": [
            {"need": one, "state": state_words(one), "done": state_of(one) == "closed"}
            for one in needs
        ],
        "danger": any(one.urgency == LIFE_IN_DANGER and not one.closed_at for one in needs),
    }
