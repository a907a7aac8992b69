"""What the photo of a test seems to show, beside the photo: a proposal for whoever looks."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.models import Photo
from wanjia.people.photos.actions import photos_of
from wanjia.reports.test_photos.reader import (
    FAINT,
    INVALID,
    NEGATIVE,
    OTHER,
    POSITIVE,
    UNSURE,
    Seen,
    read_test_photo,
)

WORDS = {
    NEGATIVE: _("像是一条杠。请您看过照片再填。"),
    POSITIVE: _("像是两条杠。请马上看照片，并打电话核实。"),
    FAINT: _("可能有一条很淡的第二条杠。请放大照片仔细看，拿不准就请重测。"),
    INVALID: _("没有看到杠，可能无效。请看照片，要不要重测。"),
    OTHER: _("没有找到试纸。请看照片。"),
    UNSURE: _("看不清。请看照片，拿不准就请重拍。"),
}
ALARMING = frozenset({POSITIVE, FAINT})


@for_roles(*STAFF)
def reading(request: ViewerRequest, photo_id: UUID) -> HttpResponse:
    """Say what a photo seems to show, with the strip cut out of it; nothing is stored."""
    photo = _photo(request.viewer, photo_id)
    seen = _seen(photo)
    context = {
        "photo": photo,
        "words": WORDS[seen.result],
        "alarming": seen.result in ALARMING,
        "strip": bool(seen.strip),
    }
    part = "reports/test_reading.html" if request.htmx else "reports/test_photo.html"
    answer = render(request, part, context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@for_roles(*STAFF)
def strip(request: ViewerRequest, photo_id: UUID) -> HttpResponse:
    """Show the strip that was cut out of a photo; no cache keeps it."""
    seen = _seen(_photo(request.viewer, photo_id))
    if not seen.strip:
        raise Problem("kernel.not_found")
    answer = HttpResponse(seen.strip, content_type="image/jpeg")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _photo(viewer: Viewer, photo_id: UUID) -> Photo:
    return get_or_refuse(photos_of(viewer).defer(None), id=photo_id)


def _seen(photo: Photo) -> Seen:
    try:
        return read_test_photo(bytes(photo.data))
    except (OSError, ValueError):
        return Seen(UNSURE, {})
