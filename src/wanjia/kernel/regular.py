"""Work that comes round by itself: each floor registers what every community needs regularly."""

import logging
import threading
from collections.abc import Callable
from uuid import UUID

from django.db import close_old_connections, connection

from wanjia.kernel.models import Community

Act = Callable[[UUID], object]
EVERY_SECONDS = 60
_acts: list[Act] = []
log = logging.getLogger(__name__)


def regularly(act: Act) -> Act:
    """Register an act to be done for each community every minute; it must be harmless twice."""
    if act not in _acts:
        _acts.append(act)
    return act


def run_regular() -> None:
    """Do each registered act for each community; one that fails is logged and stops no other."""
    for community in list(Community.objects.values_list("id", flat=True)):
        for act in _acts:
            try:
                act(community)
            except Exception:
                log.exception("regular work %s failed", act.__name__)


def start(every: float = EVERY_SECONDS) -> threading.Thread:
    """Do the regular work in a thread of this process, at once and then every so many seconds."""
    pause = threading.Event()

    def keep_doing() -> None:
        while True:
            close_old_connections()
            try:
                run_regular()
            except Exception:
                log.exception("regular work failed")
            connection.close()
            pause.wait(every)

    thread = threading.Thread(target=keep_doing, name="regular", daemon=True)
    thread.start()
    return thread
