"""The notices on a household's first page; that they are shown there is noted as seen."""

from typing import Any

from wanjia.core.access.viewer import Viewer
from wanjia.notices.labels import told
from wanjia.notices.models import SeenWay, State
from wanjia.notices.publishing.actions import mark_seen
from wanjia.notices.queries import on_page
from wanjia.people.models import HouseholdLink

SHOWN = 500  # characters of a notice on the first page; the rest is on its own


def notices_of(viewer: Viewer, link: HouseholdLink) -> list[dict[str, Any]]:
    """What a household's page shows of notices, at one statement, and one more the first time."""
    found = on_page(viewer, link.dwelling.stairwell)
    fresh = [(one.id, link.dwelling_id) for one in found if not one.seen and not one.gone]
    if fresh:
        mark_seen(viewer, fresh, SeenWay.OPENED)
    return [
        {
            "told": told(one),
            "long": len(told(one).body) > SHOWN,
            "url": f"/h/{link.token}/notices/{one.id}/",
            "gone": one.state == State.WITHDRAWN,
            "why": one.withdrawn_why,
            "important": one.important,
            "read": one.read,
            "answered": one.answered,
            "open": one.important and not one.read,
        }
        for one in found
    ]
