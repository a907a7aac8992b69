"""The schedule does itself, at most once a day; a go that was left is taken up again."""

import logging
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import close_old_connections, connection
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import system_viewer
from wanjia.core.models import Community
from wanjia.privacy.forgetting import actions
from wanjia.privacy.forgetting.forget import start_of_today, whats_due
from wanjia.privacy.models import Forgetting

log = logging.getLogger(__name__)
PAUSE = timedelta(seconds=5)  # between communities: a town's are not all looked at at once
_last: dict[str, datetime] = {}
_looked: dict[UUID, datetime] = {}
_working: dict[UUID, threading.Thread] = {}


def by_schedule(community: UUID) -> None:
    """Once a day begin what the schedule says is due; go on with whatever was left."""
    busy = _working.get(community)
    if busy and busy.is_alive():
        return
    now = clock.now()
    rested = abs(now - _last.get("look", datetime.min.replace(tzinfo=UTC))) >= PAUSE
    if rested and not _was_looked_at(community):
        _last["look"] = now
        begin_if_due(community)
    left = Forgetting.objects.filter(community_id=community, finished_at=None).first()
    if left:
        in_background(left)


def _was_looked_at(community: UUID) -> bool:
    """Return whether it had its turn today, of the community's own days."""
    with timezone.override(_timezone_of(community)):
        return _looked.get(community) == start_of_today()


def _timezone_of(community: UUID) -> ZoneInfo:
    return ZoneInfo(Community.objects.get(id=community).timezone)


def begin_if_due(community: UUID) -> Forgetting | None:
    """Begin a go by the schedule where anything is due and none was begun today."""
    if _was_looked_at(community):
        return None
    with timezone.override(_timezone_of(community)):
        today = start_of_today()
        _looked[community] = today
        mine = Forgetting.objects.filter(community_id=community)
        if mine.filter(finished_at=None).exists() or mine.filter(started_at__gte=today).exists():
            return None
        dues = whats_due(community)
        if not any(actions.counted(dues).values()) and not actions.entries_counted(dues):
            return None
        return actions.begin(system_viewer(community))


def in_background(left: Forgetting) -> None:
    """Work on a go in a thread of its own, so that nobody waits for it."""
    thread = threading.Thread(target=_work_off, args=(left,), name="forgetting", daemon=True)
    _working[left.community_id] = thread
    thread.start()


def _work_off(left: Forgetting) -> None:
    close_old_connections()
    try:
        actions.work(left)
    except Exception:
        log.exception("forgetting was left half way; it goes on by itself")
    finally:
        connection.close()
