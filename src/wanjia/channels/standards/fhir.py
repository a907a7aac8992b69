"""Answers and residents as FHIR R4 resources (hl7.org/fhir/R4), as plain dicts. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
ANTIGEN, TEMPERATURE = "94558-4", "8310-5"
# Observation codes with their LOINC names, and the category of each.
CODES = {
    ANTIGEN: (
        "SARS-CoV-2 (COVID-19) Ag [Presence] in Respiratory system specimen by Rapid immunoassay",
        ("laboratory", "Laboratory"),
    ),
    TEMPERATURE: ("Body temperature", ("vital-signs", "Vital Signs")),
}
RESULTS = {  # SNOMED CT
    "positive": ("10828004", "Positive"),
    "negative": ("260385009", "Negative"),
    "invalid": ("455371000124106", "Invalid result"),
}
GENDERS = {"男": "male", "女": "female", "M": "male", "F": "female"}
MOST = 200
_DATE = re.compile(r"(eq|ne|ge|gt|le|lt)?(\d{4})(?:-(\d\d)(?:-(\d\d)(T.{1,40})?)?)?")


class BadQuery(ValueError):
    """A search parameter that cannot be read: its name and the sentence in both languages."""

    def __init__(self, name: str, zh: str, en: str) -> None:
        super().__init__(name)
        self.name, self.zh, self.en = name, zh, en


@dataclass(frozen=True)
class Told:
    """One thing that one answer says: `code` is a LOINC code, `value` a result or a number.

    `status` is final, amended (it corrects an earlier answer) or entered-in-error (corrected).
    """

    id: str
    patient: str
    code: str
    value: str | Decimal
    at: datetime
    status: str


@dataclass(frozen=True)
class Person:
    """A resident as a Patient; times are aware, `left` is whether they moved out."""

    id: str
    name: str
    sex: str
    birth: date | None
    phone: str
    door: str
    estate: str
    left: bool


def observation(told: Told) -> dict[str, Any]:
    """Return an Observation."""
    display, (category, category_name) = CODES[told.code]
    system = "http://terminology.hl7.org/CodeSystem/observation-category"
    found: dict[str, Any] = {
        "resourceType": "Observation",
        "id": told.id,
        "status": told.status,
        "category": [{"coding": [_make_coding(system, category, category_name)]}],
        "code": {"coding": [_make_coding(LOINC, told.code, display)]},
        "subject": {"reference": f"Patient/{told.patient}"},
        "effectiveDateTime": told.at.isoformat(timespec="seconds"),
        "issued": told.at.isoformat(timespec="seconds"),
    }
    if isinstance(told.value, Decimal):
        unit = {"unit": "Cel", "system": "http://unitsofmeasure.org", "code": "Cel"}
        found["valueQuantity"] = {"value": float(told.value), **unit}
    else:
        found["valueCodeableConcept"] = {"coding": [_make_coding(SNOMED, *RESULTS[told.value])]}
    return found


def patient(person: Person) -> dict[str, Any]:
    """Return a Patient: who is called, and where they live; no number of an identity card."""
    found: dict[str, Any] = {
        "resourceType": "Patient",
        "id": person.id,
        "active": not person.left,
        "name": [{"use": "official", "text": person.name}],
        "gender": GENDERS.get(person.sex, "unknown"),
        "address": [{"use": "home", "text": f"{person.estate} {person.door}".strip()}],
    }
    if person.phone:
        found["telecom"] = [{"system": "phone", "value": person.phone}]
    if person.birth:
        found["birthDate"] = person.birth.isoformat()
    return found


def bundle(base: str, page: Iterable[Told], total: int, links: Mapping[str, str]) -> dict[str, Any]:
    """Return a searchset; `base` is the address of the server, `links` the address of each
    relation.
    """
    entries = [
        {
            "fullUrl": f"{base}/Observation/{one.id}",
            "resource": observation(one),
            "search": {"mode": "match"},
        }
        for one in page
    ]
    found: dict[str, Any] = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": total,
        "link": [{"relation": name, "url": url} for name, url in links.items()],
    }
    return found | ({"entry": entries} if entries else {})


def capability(base: str, at: datetime) -> dict[str, Any]:
    """Return what this server can do."""
    params = [("patient", "reference"), ("date", "date"), ("code", "token")]
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": at.isoformat(timespec="seconds"),
        "kind": "instance",
        "software": {"name": "Wanjia"},
        "implementation": {"description": "Wanjia 万家", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "resource": [
                    {
                        "type": "Observation",
                        "interaction": [{"code": "search-type"}],
                        "searchParam": [{"name": one, "type": kind} for one, kind in params],
                    },
                    {"type": "Patient", "interaction": [{"code": "read"}]},
                ],
            }
        ],
    }


def outcome(code: str, zh: str, en: str) -> dict[str, Any]:
    """Return an OperationOutcome; `code` is an issue type of FHIR (not-found, forbidden,
    invalid).
    """
    issue = {"severity": "error", "code": code, "diagnostics": f"{zh} {en}"}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def codes_asked(text: str) -> frozenset[str]:
    """Return the codes of ours that a `code` parameter names; all of them where it is empty."""
    if not text:
        return frozenset(CODES)
    found = set()
    for part in text.split(","):
        system, bar, code = part.rpartition("|")
        if code in CODES and system in ("", LOINC) and (system or not bar):
            found.add(code)
    return frozenset(found)


def count_asked(text: str) -> int:
    """Return how many a page is to have, at most 200; raises BadQuery."""
    return min(whole("_count", text, 50), MOST)


def whole(name: str, text: str, default: int) -> int:
    """Return a whole number of at most nine digits; raises BadQuery."""
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise BadQuery(name, f"{name} 应是整数。", f"{name} must be a whole number.")
    return int(text)


def dates_asked(
    values: Sequence[str], tz: tzinfo
) -> list[tuple[str, datetime | None, datetime | None]]:
    """Return what `date` parameters ask: (is or not, from, to), the end excluded; raises BadQuery.

    A day without a time is a day of `tz`.
    """
    return [_date_asked(value, tz) for value in values]


def _date_asked(text: str, tz: tzinfo) -> tuple[str, datetime | None, datetime | None]:
    try:
        prefix, start, end = _parse_date_span(text, tz)
    except (ValueError, OverflowError):
        raise BadQuery(
            "date",
            "date 应像 2022-04-18 或 ge2022-04-18T08:00:00+08:00。",
            "date must be like 2022-04-18 or ge2022-04-18T08:00:00+08:00.",
        ) from None
    spans: dict[str, tuple[str, datetime | None, datetime | None]] = {
        "eq": ("in", start, end),
        "ne": ("out", start, end),
        "ge": ("in", start, None),
        "gt": ("in", end, None),
        "le": ("in", None, end),
        "lt": ("in", None, start),
    }
    return spans[prefix]


def _parse_date_span(text: str, tz: tzinfo) -> tuple[str, datetime, datetime]:
    """Return a prefix and the stretch of time that a date of FHIR stands for."""
    read = _DATE.fullmatch(text)
    if read is None:
        raise ValueError(text)
    prefix, year, month, day, clock = read.groups()
    if not 1900 <= int(year) <= 2200:  # what every database holds in every time zone
        raise ValueError(text)
    first = date(int(year), int(month or 1), int(day or 1))
    if clock:
        at = datetime.fromisoformat(text[len(prefix or "") :].replace(" ", "+"))
        at = at if at.tzinfo else at.replace(tzinfo=tz)
        at = at.astimezone(UTC)
        return prefix or "eq", at, at + timedelta(seconds=1)
    if day:
        last = first + timedelta(days=1)
    elif month:
        last = (first + timedelta(days=31)).replace(day=1)
    else:
        last = date(first.year + 1, 1, 1)
    start, end = (datetime.combine(one, time(), tz) for one in (first, last))
    return prefix or "eq", start, end


def _make_coding(system: str, code: str, display: str) -> dict[str, str]:
    return {"system": system, "code": code, "display": display}
