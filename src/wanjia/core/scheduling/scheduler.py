"""Work that comes round by itself: each floor registers what every community needs regularly."""

import logging
import threading
import time
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections, connection

from wanjia.core import clock, logs, metrics
from wanjia.core.models import Community
from wanjia.core.scheduling.status import Done, Run, save_run

Act = Callable[[UUID], object]
EVERY_SECONDS = 60
_acts: list[Act] = []
_for_pages: set[Act] = set()
log = logging.getLogger(__name__)


def every_minute(act: Act) -> Act:
    """Register an act to be done for each community every minute; it must be harmless twice."""
    if act not in _acts:
        _acts.append(act)
    return act


def counted_for_pages(act: Act) -> Act:
    """Register an act that only keeps counts at hand for pages, and changes nothing else."""
    _for_pages.add(act)
    return every_minute(act)


def name_of(act: Act) -> str:
    """Return what an act is called in logs and figures: its floor and its name,
    `care.list_late`.
    """
    return f"{act.__module__.split('.')[1]}.{act.__name__}"


def run_regular() -> Run:
    """Do each registered act for each community; one that fails is logged and stops no other.

    Return when it was done, how long each act took over all communities, and how it failed.
    """
    acts = {name_of(act): act for act in _acts}
    at, seconds, failed = clock.now(), dict.fromkeys(acts, 0.0), dict[str, str]()
    with logs.under_id(logs.well_formed_or_new(None)):
        for community in list(Community.objects.values_list("id", flat=True)):
            for name, act in acts.items():
                began = time.perf_counter()
                try:
                    act(community)
                except Exception as error:
                    failed[name] = type(error).__name__
                    log.exception("regular work failed", extra={"act": name})
                seconds[name] += time.perf_counter() - began
    for name in seconds:
        metrics.REGULAR.labels(name, "failed" if name in failed else "done").inc()
    return Run(at, {name: Done(took, failed.get(name, "")) for name, took in seconds.items()})


def run_for(community: UUID, pages: bool = True) -> None:
    """Do each registered act for one community now; what fails is raised, as in a rehearsal.

    Without `pages` nothing is counted for pages: nobody looks at any while a drill is played.
    """
    for act in list(_acts):
        if pages or act not in _for_pages:
            act(community)


def start(every: float = EVERY_SECONDS) -> threading.Thread:
    """Do the regular work in a thread of this process, at once and then every so many seconds."""
    pause = threading.Event()

    def keep_doing() -> None:
        while True:
            close_old_connections()
            try:
                save_run(settings.DATA, run_regular())
            except Exception:
                log.exception("regular work failed")
            connection.close()
            pause.wait(every)

    thread = threading.Thread(target=keep_doing, name="regular", daemon=True)
    thread.start()
    return thread
