"""What results and alarms show on the page of a case."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import Viewer
from wanjia.reports.models import Alarm, TestResult
from wanjia.reports.results.labels import result_words
from wanjia.zoning.cases.page import CaseStep, Undo, case_steps
from wanjia.zoning.models import Case


@case_steps(order=10)
def results_before(viewer: Viewer, case: Case) -> Iterable[CaseStep]:
    """Tell the results that made the case, the pooled tube before them first."""
    alarms = list(
        Alarm.objects.of(viewer).filter(case=case).select_related("result").order_by("opened_at")
    )
    pooled = {
        alarm.result_id: alarm.result for alarm in alarms if alarm.result and alarm.result.pool > 1
    }
    for result in pooled.values():
        yield _result_step(_("混管结果"), result, None)
    for alarm in alarms:
        state = "done" if alarm.closed_at else "now"
        text = str(alarm.get_verdict_display() if alarm.closed_at else _("还有没做的步骤"))
        url = reverse("reports:alarm", args=[alarm.id])
        yield CaseStep(str(alarm.get_kind_display()), text, alarm.opened_at, url, state)
    for result in TestResult.objects.of(viewer).filter(case=case, withdrawn_at=None):
        undo = Undo(_("撤回这个结果"), "reports:result_withdraw", (result.id,), reason="reason")
        yield _result_step(_("单管结果"), result, undo)


def _result_step(title: str, result: TestResult, undo: Undo | None) -> CaseStep:
    at = result.received_at or result.recorded_at
    url = reverse("reports:result", args=[result.id])
    return CaseStep(title, result_words(result), at, url, undo=undo)


@case_steps(order=60)
def daily_report(_viewer: Viewer, case: Case) -> Iterable[CaseStep]:
    """Tell in which daily report the case is counted."""
    day = timezone.localtime(case.recorded_at).date()
    url = f"{reverse('reports:daily')}?day={day:%Y-%m-%d}"
    if case.withdrawn_at:
        return
    text = _("计入 %(day)s 日报的新增病例") % {"day": f"{day:%m-%d}"}
    yield CaseStep(_("日报"), text, url=url)
