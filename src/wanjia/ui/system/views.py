"""系统状态: whether the installation is well, and in plain words what to do where it is not."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wanjia.channels.queries import left_to_do
from wanjia.core import clock
from wanjia.core.access.devices import devices_of
from wanjia.core.access.viewer import Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.people.invitations.actions import members
from wanjia.ui.accounts.views import LATELY
from wanjia.ui.system import facts, labels, rating
from wanjia.ui.system.rating import ACT, Finding

MARKS = {"well": ("check", ""), "heed": ("bell", "strong"), "act": ("alarm", "alarm")}
Row = dict[str, Any]


@for_roles("head")
def system(request: ViewerRequest) -> HttpResponse:
    """Show each check with its finding; queue, outbox, database, copies, devices."""
    viewer = request.viewer
    now, left = clock.now(), left_to_do(viewer)
    found = [
        facts.database_finding(),
        facts.seal_finding(),
        rating.disk(facts.free_bytes(), facts.stored_bytes()),
        facts.regular_finding(now),
        facts.outbox_finding(now, [left]),
        facts.backup_finding(now),
        facts.clock_finding(viewer),
    ]
    sizes, run, copy = facts.sizes(), facts.last_run(), facts.last_backup()
    devices = devices_of([member.user_id for member in members(viewer)], LATELY)
    context = {
        "checks": [_check_row(one) for one in found],
        "well": rating.worst(found) == "well",
        "moment": now,
        "acts": [_act_row(name, done) for name, done in sorted(run.acts.items())] if run else [],
        "run": run,
        "left": left,
        "sizes": {
            "kind": facts.kind(),
            "total": labels.size_words(sizes.total),
            "free": labels.size_words(facts.free_bytes()),
            "tables": [(name, labels.size_words(size)) for name, size in sizes.tables],
        },
        "copy": copy,
        "copy_size": labels.size_words(copy.bytes) if copy else "",
        "version": facts.version(),
        "devices": sum(map(len, devices.values())),
        "people": sum(1 for device in devices.values() if device),
    }
    return render(request, "ui/system.html", context)


def _check_row(finding: Finding) -> Row:
    icon, tone = MARKS[finding.level]
    return {
        "name": labels.CHECKS[finding.check],
        "level": labels.LEVELS[finding.level],
        "icon": icon,
        "tone": tone,
        "said": labels.said(finding),
        "to_do": labels.to_do(finding),
    }


def _act_row(name: str, done: Any) -> Row:
    return {"name": labels.act_words(name), "seconds": done.seconds, "error": done.error}


def system_rows(viewer: Viewer) -> list[Row]:
    """Lines of Today for the head: what is wrong with the installation; no statement is asked."""
    if viewer.role != "head":
        return []
    return [
        {
            "title": labels.said(standing_finding),
            "url": "/system/",
            "icon": "alarm",
            "tone": "alarm",
            "text": labels.to_do(standing_finding),
            "link": {"url": "/system/", "label": _("打开")},
        }
        for standing_finding in facts.standing_findings(viewer)
        if standing_finding.level == ACT
    ]
