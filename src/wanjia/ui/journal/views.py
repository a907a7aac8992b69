"""The journal's page: who did what when, with what was before and after."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.journal.kinds import title_of
from wanjia.core.models import Entry
from wanjia.core.typed import calendar_day
from wanjia.core.typed_fields import DayField
from wanjia.places.queries import visible_dwellings
from wanjia.places.templatetags.address import address
from wanjia.ui.journal.labels import changes

PAGE = 60


class JournalFilter(forms.Form):
    """Which entries are listed."""

    kind = forms.CharField(required=False, max_length=40)
    who = forms.CharField(required=False, max_length=40)
    day = DayField(required=False)
    dwelling = forms.UUIDField(required=False)
    actor = forms.UUIDField(required=False)


@for_roles("head", "desk")
def journal_page(request: ViewerRequest) -> HttpResponse:
    """List the journal, newest first, by kind, person, day and household."""
    viewer = request.viewer
    form = JournalFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    rows = _filter_entries(Entry.objects.of(viewer), chosen)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    asked = [chosen.get("dwelling"), *(one.dwelling for one in page.object_list)]
    doors = _door_labels(viewer, {one for one in asked if one})
    kinds = Entry.objects.of(viewer).order_by().values_list("type", flat=True).distinct()
    context = {
        "page": page,
        "entries": [_entry_line(one, doors) for one in page.object_list],
        "kinds": sorted(((kind, title_of(kind)) for kind in kinds), key=lambda one: one[1]),
        "chosen": {key: str(value or "") for key, value in chosen.items()},
        "chosen_door": doors.get(chosen.get("dwelling")),  # type: ignore[arg-type]
    }
    return render(request, "ui/journal.html", context)


def _filter_entries(rows: QuerySet[Entry], chosen: dict[str, Any]) -> QuerySet[Entry]:
    if chosen.get("kind"):
        rows = rows.filter(type=chosen["kind"])
    if chosen.get("who"):
        rows = rows.filter(actor_name__icontains=chosen["who"])
    if chosen.get("actor"):
        rows = rows.filter(actor=chosen["actor"])
    if chosen.get("dwelling"):
        rows = rows.filter(dwelling=chosen["dwelling"])
    if day := calendar_day(str(chosen.get("day"))):
        start = _start_of(day)
        rows = rows.filter(occurred_at__gte=start, occurred_at__lt=start + timedelta(days=1))
    return rows


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _door_labels(viewer: Viewer, ids: set[UUID]) -> dict[UUID, str]:
    return {home.id: address(home) for home in visible_dwellings(viewer).filter(id__in=ids)}


def _entry_line(entry: Entry, doors: dict[UUID, str]) -> dict[str, Any]:
    return {
        "entry": entry,
        "who": _("万家") if entry.role == "system" and not entry.actor else entry.actor_name,
        "title": title_of(entry.type),
        "door": doors.get(entry.dwelling) if entry.dwelling else None,
        "changes": changes(entry.before, entry.after),
    }
