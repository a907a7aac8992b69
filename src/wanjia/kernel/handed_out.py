"""Files that leave the program for somebody's disk. Each is told in the journal."""

from urllib.parse import quote
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse

from wanjia.kernel import journal
from wanjia.kernel.access import Viewer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@transaction.atomic
def note_taken(viewer: Viewer, kind: str, name: str, subject: UUID | None = None) -> None:
    """Write into the journal who took which `kind` ("fhir.Patient") of what, of whom."""
    journal.write(viewer, "file.taken", subject=subject, after={"kind": kind, "name": name})


def workbook_answer(viewer: Viewer, kind: str, name: str, data: bytes) -> HttpResponse:
    """Answer with a workbook to keep as `name`.xlsx and write who took which `kind`
    ("waste.manifest") into the journal."""
    note_taken(viewer, kind, name)
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return answer
