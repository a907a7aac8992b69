"""Notices at doors: who has not seen one, its print for the doors, the tick that it hangs there."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.notices.labels import read_notice, unseen_text
from wanjia.notices.models import Notice, Reach, State
from wanjia.notices.publishing.audience import audience_of, audience_words, places_of
from wanjia.notices.queries import WellSeen, notice_by, phones_of, seen_by_well

CALLED = 200  # doors on the call list of one page; a stairwell chosen makes it short


@for_roles(*STAFF)
def doors(request: ViewerRequest, notice_id: UUID) -> HttpResponse:
    """Show who has not seen a notice, stairwell by stairwell: a text, a call list, a print."""
    viewer = request.viewer
    notice = _get_published(viewer, notice_id)
    wells = seen_by_well(viewer, notice)
    chosen = request.GET.get("well", "")
    shown = [well for well in wells if not chosen or str(well.stairwell.id) == chosen]
    printing = "print" in request.GET
    called = [] if printing else [home for well in shown for home in well.missing][:CALLED]
    people = phones_of(viewer, [home.id for home in called])
    some = any(well.missing for well in shown)
    context = {
        "notice": notice,
        "told": read_notice(notice),
        "wells": wells,
        "shown": shown,
        "chosen": chosen,
        "missing": sum(len(well.missing) for well in shown),
        "homes": sum(well.homes for well in shown),
        "calls": [{"home": home, "people": people.get(home.id, [])[:2]} for home in called],
        "text_zh": unseen_text(notice, shown, "zh-hans") if some else "",
        "text_en": unseen_text(notice, shown, "en") if some else "",
    }
    template = "notices/doors_print.html" if printing else "notices/doors.html"
    return render(request, template, context)


def _get_published(viewer: Viewer, notice_id: UUID) -> Notice:
    notice = notice_by(viewer, notice_id)
    if notice.state == State.DRAFT or notice.reach == Reach.ROLE:
        raise Problem("kernel.not_found")
    return notice


@for_roles(*STAFF)
def sheets(request: ViewerRequest, notice_id: UUID) -> HttpResponse:
    """Show the notice for the doors: one sheet, or with `each` one for each stairwell."""
    viewer = request.viewer
    notice = notice_by(viewer, notice_id)
    audience = audience_of(notice)
    wells_seen: list[WellSeen] = []
    if "each" in request.GET and notice.reach != Reach.ROLE:
        wells_seen = seen_by_well(viewer, notice)
    places = [well.stairwell for well in wells_seen]
    context = {
        "notice": notice,
        "audience": audience_words(audience, places_of(viewer, [audience])),
        "sheets": [_sheet_for(stairwell) for stairwell in places] or [{"well": ""}],
        "each": bool(wells_seen),
    }
    return render(request, "notices/sheets.html", context)


def _sheet_for(stairwell: Any) -> dict[str, str]:
    return {"well": _("%(label)s 号") % {"label": stairwell.label}}
