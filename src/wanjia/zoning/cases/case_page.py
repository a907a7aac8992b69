"""What zoning shows of a case: that it was recorded, and what it did to its zone."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import Viewer
from wanjia.core.localized import localized_name
from wanjia.core.models import Entry
from wanjia.zoning.cases.page import CaseStep, Undo, case_steps
from wanjia.zoning.models import Case, Zone
from wanjia.zoning.queries import klass_word, protocols, unheld_cases, zone_of

MONTH_DAY = "%m-%d %H:%M"


@case_steps(order=20)
def recorded(_viewer: Viewer, case: Case) -> Iterable[CaseStep]:
    """Tell that the case was recorded; withdrawing it undoes all that follows."""
    sampled = timezone.localtime(case.sampled_at).strftime(MONTH_DAY)
    text = _("%(test)s · %(at)s 采样 · %(who)s") % {
        "test": case.get_test_display(),
        "at": sampled,
        "who": case.told_by,
    }
    if case.withdrawn_at:
        yield CaseStep(_("病例已撤销"), text, case.withdrawn_at, state="off")
        return
    undo = Undo(_("撤销这例"), "zoning:case_withdraw", (case.id,), reason="why")
    yield CaseStep(_("登记为病例"), text, case.recorded_at, undo=undo)


@case_steps(order=50)
def zone_clock(viewer: Viewer, case: Case) -> Iterable[CaseStep]:
    """Tell which zone holds the case, since when its clock runs, or that a plan is wanted."""
    if case.withdrawn_at or case.dwelling is None:
        return
    estate = case.dwelling.stairwell.estate
    zone = zone_of(viewer, case.dwelling.stairwell_id)
    plan = reverse("zoning:plan", args=[estate.id])
    if unheld_cases(viewer).filter(id=case.id).exists():
        text = _("还没有封控区包住这一户：请去定方案。")
        yield CaseStep(_("分区"), text, url=plan, state="now")
    if zone:
        yield _zone_step(viewer, case, zone)


def _zone_step(viewer: Viewer, case: Case, zone: Zone) -> CaseStep:
    klass = klass_word(protocols(viewer.community_id), zone)
    end = timezone.localtime(zone.planned_end).strftime(MONTH_DAY) if zone.planned_end else "—"
    text = _("%(zone)s · %(klass)s · 到 %(end)s") % {
        "zone": localized_name(zone),
        "klass": klass,
        "end": end,
    }
    reset = clock_reset_by(viewer, case.id)
    url = reverse("zoning:zone", args=[zone.id])
    if reset is None:
        return CaseStep(_("所在分区"), text, url=url)
    undo = Undo(
        _("恢复原来的计时"),
        "zoning:case_decide",
        (case.id,),
        {"decision": "keep"},
        reason="why",
    )
    return CaseStep(_("分区因这例重新计时"), text, reset, url, undo=undo)


def clock_reset_by(viewer: Viewer, case_id: UUID) -> datetime | None:
    """Return when a case put a zone's clock back, unless that was taken back since."""
    entries = Entry.objects.of(viewer).filter(type="zone.clock_reset").order_by("occurred_at", "id")
    reset = None
    for at, after in entries.values_list("occurred_at", "after"):
        if (after or {}).get("case") == str(case_id):
            reset = at
        elif (after or {}).get("withdrawn") == str(case_id):
            reset = None
    return reset
