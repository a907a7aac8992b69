"""Reports: rounds, answers, pastes, test results, alarms, who was near a case."""

from wanjia.reports.models.alarms import Alarm, AlarmKind, Verdict
from wanjia.reports.models.answers import Answer, AnswerChannel, Antigen, Pcr, StaffTest
from wanjia.reports.models.daily import LateChange, SealedReport, SealedRows
from wanjia.reports.models.exposures import CloseContact, ExposureKind, PlaceKind, Visit
from wanjia.reports.models.pastes import HeadCount, Lesson, LessonKind, Paste, PasteLine
from wanjia.reports.models.results import Finding, Source, TestedPerson, TestExemption, TestResult
from wanjia.reports.models.rounds import Round, StaffRound

__all__ = [
    "Alarm",
    "AlarmKind",
    "Answer",
    "AnswerChannel",
    "Antigen",
    "CloseContact",
    "ExposureKind",
    "Finding",
    "HeadCount",
    "LateChange",
    "Lesson",
    "LessonKind",
    "Paste",
    "PasteLine",
    "Pcr",
    "PlaceKind",
    "Round",
    "SealedReport",
    "SealedRows",
    "Source",
    "StaffRound",
    "StaffTest",
    "TestExemption",
    "TestResult",
    "TestedPerson",
    "Verdict",
    "Visit",
]
