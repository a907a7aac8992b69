"""The notices on a household's first page; that they are shown there is noted as seen."""

from typing import Any

from wanjia.core.access.viewer import Viewer
from wanjia.notices.labels import read_notice
from wanjia.notices.models import SeenWay, State
from wanjia.notices.publishing.actions import mark_seen
from wanjia.notices.queries import on_page
from wanjia.people.models import HouseholdLink

SHOWN = 500  # characters of a notice on the first page; the rest is on its own


def notices_of(viewer: Viewer, link: HouseholdLink) -> list[dict[str, Any]]:
    """What a household's page shows of notices, at one statement, and one more the first time."""
    notices = on_page(viewer, link.dwelling.stairwell)
    unseen = [
        (notice.id, link.dwelling_id) for notice in notices if not notice.seen and not notice.gone
    ]
    if unseen:
        mark_seen(viewer, unseen, SeenWay.OPENED)
    return [
        {
            "told": read_notice(notice),
            "long": len(read_notice(notice).body) > SHOWN,
            "url": f"/h/{link.token}/notices/{notice.id}/",
            "gone": notice.state == State.WITHDRAWN,
            "why": notice.withdrawn_reason,
            "important": notice.important,
            "read": notice.read,
            "answered": notice.answered,
            "open": notice.important and not notice.read,
        }
        for notice in notices
    ]
