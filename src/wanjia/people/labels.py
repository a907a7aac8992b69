"""People in words: age, risks, and what the journal's lines say of a household."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry
from wanjia.people.models import Contact, Risk, RiskKind
from wanjia.people.roster.reader.risk_suggestions import years

_titles: dict[str, str | Promise] = {
    "resident.added": gettext_lazy("登记居民"),
    "resident.edited": gettext_lazy("修改资料"),
    "resident.moved": gettext_lazy("搬入本户"),
    "resident.left": gettext_lazy("迁出"),
    "resident.where": gettext_lazy("更新去向"),
    "resident.exempted": gettext_lazy("更新免报"),
    "resident.id_seen": gettext_lazy("查看证件号"),
    "risk.confirmed": gettext_lazy("确认关爱对象"),
    "risk.ended": gettext_lazy("取消关爱对象"),
    "file.taken": gettext_lazy("导出了文件"),
    "invitation.made": gettext_lazy("发出邀请"),
    "invitation.revoked": gettext_lazy("收回邀请"),
    "invitation.used": gettext_lazy("接受邀请"),
    "member.signed_out": gettext_lazy("让人退出登录"),
    "member.try_again": gettext_lazy("让人重新试登录"),
    "member.lost_phone": gettext_lazy("手机丢了，收回登录"),
    "member.role": gettext_lazy("换了角色"),
    "member.let_go": gettext_lazy("不再让登录"),
    "photo.kept": gettext_lazy("收到照片"),
    "photo.removed": gettext_lazy("删除照片"),
    "links.made": gettext_lazy("生成住户二维码"),
    "links.renewed": gettext_lazy("换发住户二维码"),
    "case.recorded": gettext_lazy("登记病例"),
    "case.withdrawn": gettext_lazy("撤销病例"),
    "alarm.opened": gettext_lazy("出现异常"),
    "alarm.closed": gettext_lazy("异常已处置"),
    "alarm.taken": gettext_lazy("有人接手异常"),
    "alarm.step_done": gettext_lazy("异常处置一步"),
    "need.recorded": gettext_lazy("登记求助"),
    "need.closed": gettext_lazy("求助办结"),
}
WEEKDAYS = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)


@dataclass(frozen=True)
class Line:
    """One line of a household's timeline, as the page's part `timeline` draws it."""

    when: datetime
    who: str
    what: str
    url: str = ""
    tone: str = ""


def entry_titles(table: dict[str, str | Promise]) -> None:
    """Enter what a floor's journal lines are called on a household's timeline."""
    _titles.update(table)


def entry_title(kind: str) -> str:
    """What a journal line is called; its own code where no floor has named it."""
    return str(_titles.get(kind, kind))


def age(birth: date | None, today: date) -> int | None:
    """Whole years lived."""
    if birth is None or birth > today:
        return None
    return years(birth, today)


def risk_words(risk: Risk) -> str:
    """A risk with what is known of it: 血透（周一、周三、周五，市六医院）."""
    name = str(RiskKind(risk.kind).label)
    parts = [_detail(key, value) for key, value in sorted(risk.detail.items())]
    known = _("，").join(part for part in parts if part)
    return _("%(risk)s（%(detail)s）") % {"risk": name, "detail": known} if known else name


def _detail(key: str, value: Any) -> str:
    if key == "weekdays" and isinstance(value, list):
        days = [WEEKDAYS[day - 1] for day in value if isinstance(day, int) and 1 <= day <= 7]
        return _("、").join(str(day) for day in days)
    patterns = {
        "due": _("预产期 %(value)s"),
        "born": _("出生 %(value)s"),
        "days_left": _("药还够 %(value)s 天"),
        "speaks": _("说 %(value)s"),
        "level": _("%(value)s 级"),
    }
    return patterns.get(key, "%(value)s") % {"value": value} if value not in (None, "") else ""


def timeline(viewer: Viewer, dwelling: UUID, contacts: Iterable[Contact]) -> list[Line]:
    """What happened to a household, newest first: journal lines and contacts."""
    entries = Entry.objects.of(viewer).filter(dwelling=dwelling)[:30]
    lines = [
        Line(entry.at, entry.actor_name, str(_titles[entry.type]))
        for entry in entries
        if entry.type in _titles
    ]
    lines += [Line(contact.at, contact.by_name, _contact_words(contact)) for contact in contacts]
    return sorted(lines, key=lambda line: line.when, reverse=True)[:30]


def _contact_words(contact: Contact) -> str:
    said = _("%(way)s联系%(name)s：%(outcome)s") % {
        "way": contact.get_way_display(),
        "name": contact.resident.name,
        "outcome": contact.get_outcome_display(),
    }
    rest = [part for part in (contact.note, contact.next_step) if part]
    return _("。").join([said, *rest])
