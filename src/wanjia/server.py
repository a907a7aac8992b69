"""What `wanjia serve` runs: the pages, and in the same process the work that comes round."""

import os

from django.conf import settings

from wanjia.wsgi import application as wsgi

from django.db import connection  # isort: skip - models need the application first
from wanjia.core.scheduling import scheduler
from wanjia.core.server import slow_readers
from wanjia.core.transfer import server_lock

from wanjia.core.server.asgi import IN_MEMORY, WholeRequests  # isort: skip
from wanjia.core.server.limits import limits_from  # isort: skip

# On SQLite one thread writes best. Residents and machines have a lane of their own, so that no
# import, no large file and no row of sign-ins at the desk keeps a household waiting.
LANES = {
    "sqlite": {"residents": 1, "staff": 2},
    "postgresql": {"residents": 4, "staff": 3},
}
RESIDENTS = ("/h/", "/s/", "/static/", "/health/", "/ok/", "/offline/", "/sw.js", "/manifest.")


def lane_of(path: str, size: int) -> str:
    """The lane of a request; a long body is a file, whose reading takes its time."""
    return "residents" if path.startswith(RESIDENTS) and size <= IN_MEMORY else "staff"


limits = limits_from(os.environ)
application = WholeRequests(wsgi, limits, LANES[connection.vendor], lane_of, settings.DATA)
server_lock.freeze_loaded_objects()
scheduler.start()
if port := os.environ.get("WANJIA_PORT"):
    slow_readers.start(int(port), limits)
