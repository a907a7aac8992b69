"""Files that leave the program for somebody's disk. Each is told in the journal."""

from urllib.parse import quote

from django.db import transaction
from django.http import HttpResponse

from wanjia.kernel import journal
from wanjia.kernel.access import Viewer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@transaction.atomic
def workbook_answer(viewer: Viewer, kind: str, name: str, data: bytes) -> HttpResponse:
    """Answer with a workbook to keep as `name`.xlsx and write who took which `kind`
    ("waste.manifest") into the journal."""
    journal.write(viewer, "file.taken", after={"kind": kind, "name": name})
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return answer
