"""The outbox is emptied every minute, in a thread of its own: a slow robot holds nothing up."""

import logging
import threading
from uuid import UUID

from django.db import close_old_connections, connection

from wanjia.channels.outbox.actions import due, send_due
from wanjia.core.scheduling.scheduler import every_minute

_working: dict[UUID, threading.Thread] = {}
log = logging.getLogger(__name__)


@every_minute
def send_in_background(community: UUID) -> None:
    """Start sending what is due, unless it is being sent already."""
    busy = _working.get(community)
    if (busy and busy.is_alive()) or not due(community).exists():
        return
    thread = threading.Thread(target=_send_waiting, args=(community,), name="outbox", daemon=True)
    _working[community] = thread
    thread.start()


def _send_waiting(community: UUID) -> None:
    close_old_connections()
    try:
        send_due(community)
    except Exception:
        log.exception("the outbox could not be emptied")
    finally:
        connection.close()
