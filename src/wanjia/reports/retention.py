"""How long answers, alarms and pasted text live; rounds and the days' figures stay."""

from wanjia.core.retention_registry import keep_forever, retain
from wanjia.reports.models import (
    Alarm,
    Answer,
    CloseContact,
    HeadCount,
    LateChange,
    Lesson,
    Paste,
    PasteLine,
    Round,
    SealedReport,
    SealedRows,
    StaffRound,
    StaffTest,
    TestedPerson,
    TestExemption,
    TestResult,
    Visit,
)

retain("answers", Answer, recorded="recorded_at", closed="round__closes_at")
retain("alarms", Alarm, recorded="opened_at", closed="closed_at", told=("alarm.",))
retain("pastes", Paste, recorded="recorded_at", closed="recorded_at", told=("paste.",))
retain("pastes", PasteLine, recorded="paste__recorded_at", closed="paste__recorded_at")
retain("pastes", HeadCount, recorded="recorded_at", closed="recorded_at")
retain("pastes", Lesson, recorded="recorded_at", closed="recorded_at")
retain("answers", StaffTest, recorded="recorded_at", closed="round__closes_at", told=("staff.",))
retain("answers", SealedRows, recorded="report__sealed_at", closed="report__sealed_at")
retain("results", TestResult, recorded="recorded_at", told=("result.",))
retain("results", TestedPerson, recorded="result__recorded_at")
retain("results", TestExemption, recorded="recorded_at")
retain("exposures", Visit, recorded="recorded_at")
retain("exposures", CloseContact, recorded="proposed_at", told=("exposure.",))
keep_forever("figures", Round, StaffRound, SealedReport, LateChange)
