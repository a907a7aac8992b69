"""What `wanjia serve` runs: the pages, and in the same process the work that comes round."""

import os

from django.conf import settings

from wanjia.wsgi import application as wsgi

from django.db import connection  # isort: skip - models need the application first
from wanjia.core.scheduling import scheduler
from wanjia.core.server import slow_readers
from wanjia.core.transfer import server_lock

from wanjia.core.scheduling.cached_counts import take_over  # isort: skip
from wanjia.core.server.asgi import WholeRequests  # isort: skip
from wanjia.core.server.lanes import HEAVY, PHOTOS, RESIDENTS, SIGN_INS, STAFF, lane_of  # isort: skip
from wanjia.core.server.limits import Limits, limits_from  # isort: skip
from wanjia.core.server.workers import IS_POSSIBLE, Workers  # isort: skip

# On SQLite one thread writes best. A dear request has a process, of which pages leave a core free.
HEAVY_AT_ONCE = max(1, min(4, (os.cpu_count() or 1) // 2))
LANES = {
    "sqlite": {RESIDENTS: 1, STAFF: 2, SIGN_INS: 1, PHOTOS: 1, HEAVY: 1},
    "postgresql": {RESIDENTS: 4, STAFF: 3, SIGN_INS: 1, PHOTOS: 1, HEAVY: HEAVY_AT_ONCE},
}


def make_workers(limits: Limits) -> Workers | None:
    """Return the processes of the heavy lane; where there can be none, its threads do the work."""
    if not IS_POSSIBLE:
        return None
    return Workers(
        "wanjia.wsgi:application", limits.heavy_seconds, limits.heavy_megabytes, take_over
    )


limits = limits_from(os.environ)
application = WholeRequests(
    wsgi, limits, LANES[connection.vendor], lane_of, settings.DATA, make_workers(limits)
)
server_lock.freeze_loaded_objects()
scheduler.start()
if port := os.environ.get("WANJIA_PORT"):
    slow_readers.start(int(port), limits)
