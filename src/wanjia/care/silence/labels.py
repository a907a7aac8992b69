"""Silence in words: how long, against what, and what was heard last."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.care.silence.queries import SilentHome
from wanjia.care.silence.silence import Silence
from wanjia.people.risk_kinds import risk_name
from wanjia.people.traces import trace_names


def silence_words(silence: Silence, look_back: int) -> str:
    """How long nobody has heard of a household: 31 小时没有消息."""
    if silence.hours is None:
        days = look_back // 24
        return ngettext("%(n)s 天以上没有消息", "%(n)s 天以上没有消息", days) % {"n": days}
    hours = int(silence.hours)
    if hours < 1:
        return _("一小时内有消息")
    return ngettext("%(n)s 小时没有消息", "%(n)s 小时没有消息", hours) % {"n": hours}


def limit_words(silence: Silence) -> str:
    """For how long it may be, and why: 独居老人，最多 18 小时."""
    if silence.limit is None:
        return _("没有设时限")
    names = {"household": _("普通住户"), "old": _("高龄")}
    why = names.get(silence.why) or risk_name(silence.why)
    return _("%(why)s，最多 %(hours)s 小时") % {"why": why, "hours": silence.limit}


def last_words(one: SilentHome) -> str:
    """What was heard last; empty if nothing was."""
    return str(trace_names()[one.heard.kind]) if one.heard else ""
