"""How long answers, alarms and pasted text live; rounds and the days' figures stay."""

from wanjia.core.retention_registry import facts, stays
from wanjia.reports.models import (
    Alarm,
    Answer,
    DayKept,
    HeadCount,
    Lesson,
    Paste,
    PasteLine,
    Round,
)

facts("answers", Answer, recorded="at", closed="round__closes_at")
facts("alarms", Alarm, recorded="opened_at", closed="closed_at", told=("alarm.",))
facts("pastes", Paste, recorded="at", closed="at", told=("paste.",))
facts("pastes", PasteLine, recorded="paste__at", closed="paste__at")
facts("pastes", HeadCount, recorded="at", closed="at")
facts("pastes", Lesson, recorded="at", closed="at")
stays("figures", Round, DayKept)
