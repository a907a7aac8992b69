"""What leaves the program for somebody's disk or for another program: told in the journal."""

from datetime import datetime, timedelta
from urllib.parse import quote
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer

TOLD_AGAIN = timedelta(hours=1)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@transaction.atomic
def log_export(viewer: Viewer, kind: str, name: str, subject: UUID | None = None) -> None:
    """Write into the journal who took which `kind` ("fhir.Patient") of what, of whom."""
    journal.write(viewer, "file.taken", subject=subject, after={"kind": kind, "name": name})


def log_api_read(viewer: Viewer, reader: UUID, kind: str, name: str) -> None:
    """Write into the journal that a program (its key and the key's `name`) reads a `kind`
    ("api.needs") of list that names people: once an hour, as a program may ask each minute."""
    now, place = clock.now(), f"read-{reader}-{kind}"
    told: datetime | None = cache.get(place)
    if told is None or not told <= now < told + TOLD_AGAIN:
        log_export(viewer, kind, name)
        cache.set(place, now, None)


def workbook_response(viewer: Viewer, kind: str, name: str, data: bytes) -> HttpResponse:
    """Answer with a workbook to keep as `name`.xlsx and write who took which `kind`
    ("waste.manifest") into the journal."""
    log_export(viewer, kind, name)
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return answer
