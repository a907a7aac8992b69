"""A FHIR R4 Bundle of a laboratory to tubes: Observations with their people and samples. Pure.

An Observation's subject is a Patient, or a Group for a pooled tube; its specimen says when and
under which number it was taken; a component is the Ct of a gene. No entry is dropped: one that
cannot be read is told with its place and why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from wanjia.reports.results.cells import ct_of, digits_of
from wanjia.reports.results.rules import Named, ResultRules, Tube
from wanjia.reports.results.sheet import Unread

# LOINC codes of SARS-CoV-2 by their kind of test.
KINDS = {
    "94500-6": "pcr", "94559-2": "pcr", "94533-7": "pcr", "94309-2": "pcr", "94845-5": "pcr",
    "94759-8": "pcr", "95406-5": "pcr", "94534-5": "pcr", "94316-7": "pcr", "94315-9": "pcr",
    "94558-4": "antigen", "97097-0": "antigen",
}  # fmt: skip
# SNOMED CT codes of results.
FINDINGS = {
    "10828004": "positive", "260373001": "positive",
    "260385009": "negative", "260415000": "negative",
    "419984006": "unclear", "42425007": "unclear",
    "455371000124106": "invalid", "125154007": "invalid",
}  # fmt: skip
WAITING = frozenset({"registered", "preliminary"})


@dataclass
class BundleRead:
    """What a Bundle says."""

    tubes: list[Tube] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


class _Unreadable(Exception):
    def __init__(self, code: str, params: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code, self.params = code, params or {}


def read_bundle(bundle: Mapping[str, Any], rules: ResultRules, tz: tzinfo) -> BundleRead:
    """Read the Observations of tests in a Bundle; other resources are only looked up."""
    read = BundleRead()
    entries = bundle.get("entry")
    resources = _by_reference(entries if isinstance(entries, list) else [])
    for place, resource in enumerate(_resources(entries), 1):
        if resource.get("resourceType") != "Observation":
            continue
        try:
            kind = _kind_of(resource, rules)
            if kind:
                read.tubes.append(_tube(resource, kind, place, resources, rules, tz))
        except _Unreadable as why:
            text = str(resource.get("id", ""))[:80]
            read.unread.append(Unread(place, text, why.code, why.params))
    return read


def _resources(entries: Any) -> list[Mapping[str, Any]]:
    return [
        entry["resource"]
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict)
    ]


def _by_reference(entries: Sequence[Any]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for entry in entries:
        if isinstance(entry, dict) and isinstance(resource := entry.get("resource"), dict):
            found[f"{resource.get('resourceType')}/{resource.get('id')}"] = resource
            if url := entry.get("fullUrl"):
                found[str(url)] = resource
    return found


def _codes(concept: Any) -> list[str]:
    codings = concept.get("coding") if isinstance(concept, dict) else None
    return [
        str(coding.get("code"))
        for coding in (codings if isinstance(codings, list) else [])
        if isinstance(coding, dict)
    ]


def _words(concept: Any) -> list[str]:
    """Return what a concept is called, its text before the names of its codes."""
    if not isinstance(concept, dict):
        return []
    codings = concept.get("coding")
    names = [
        coding.get("display")
        for coding in (codings if isinstance(codings, list) else [])
        if isinstance(coding, dict)
    ]
    return [str(word).strip().lower() for word in (concept.get("text"), *names) if word]


def _kind_of(resource: Mapping[str, Any], rules: ResultRules) -> str:
    """Return the kind of test, by its code, else by what laboratories write; "" for other tests."""
    concept = resource.get("code")
    by_code = next((KINDS[code] for code in _codes(concept) if code in KINDS), "")
    return by_code or _named_in(_words(concept), rules.words.kind)


def _named_in(words: Sequence[str], names: Mapping[str, Sequence[str]]) -> str:
    return next(
        (key for word in words for key, spellings in names.items() if word in spellings), ""
    )


def _tube(
    resource: Mapping[str, Any],
    kind: str,
    place: int,
    resources: Mapping[str, Mapping[str, Any]],
    rules: ResultRules,
    tz: tzinfo,
) -> Tube:
    specimen = _lookup(resource.get("specimen"), resources, resource)
    people = _people(resource, resources, place)
    collection = specimen.get("collection")
    collected = collection.get("collectedDateTime") if isinstance(collection, dict) else None
    sampled = _moment(collected or resource.get("effectiveDateTime"), tz)
    if sampled is None:
        raise _Unreadable("result.no_time")
    pool = next((size for size in sorted(rules.limits.pools) if size >= len(people)), 0)
    if not people or not pool:
        many = {"many": len(people), "pool": max(rules.limits.pools)}
        raise _Unreadable("result.too_many" if people else "result.no_subject", many)
    accession = specimen.get("accessionIdentifier")
    number = accession.get("value") if isinstance(accession, dict) else ""
    return Tube(
        kind=kind,
        sampled_at=sampled,
        finding=_finding(resource, rules),
        tube=str(number or "")[:40],
        pool=pool,
        laboratory=_performer(resource)[:80],
        received_at=_moment(resource.get("issued"), tz),
        ct=_ct(resource, rules),
        people=tuple(people),
    )


def _finding(resource: Mapping[str, Any], rules: ResultRules) -> str:
    if resource.get("status") in WAITING:
        return "waiting"
    codes = _codes(resource.get("valueCodeableConcept"))
    finding = next((FINDINGS[code] for code in codes if code in FINDINGS), "")
    words = _words(resource.get("valueCodeableConcept"))
    if text := resource.get("valueString"):
        words.append(str(text).strip().lower())
    finding = finding or _named_in(words, rules.words.finding)
    if not finding:
        raise _Unreadable("result.word", {"value": (codes or words or [""])[0][:20]})
    return finding


def _performer(resource: Mapping[str, Any]) -> str:
    performers = resource.get("performer")
    first = performers[0] if isinstance(performers, list) and performers else {}
    return str(first.get("display") or "") if isinstance(first, dict) else ""


def _ct(resource: Mapping[str, Any], rules: ResultRules) -> dict[str, str]:
    found = {}
    components = resource.get("component")
    for component in components if isinstance(components, list) else []:
        quantity = component.get("valueQuantity") if isinstance(component, dict) else None
        code = component.get("code") if isinstance(component, dict) else None
        gene = str(code.get("text") or "Ct") if isinstance(code, dict) else "Ct"
        if isinstance(quantity, dict) and (value := ct_of(quantity.get("value"), rules)):
            found[gene[:20]] = str(value)
    return found


def _lookup(
    reference: Any, resources: Mapping[str, Mapping[str, Any]], within: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return what a reference means: an entry of the Bundle or a contained resource; {} if none."""
    name = str(reference.get("reference", "")) if isinstance(reference, dict) else ""
    if name.startswith("#"):
        contained = within.get("contained")
        for one in contained if isinstance(contained, list) else []:
            if isinstance(one, dict) and one.get("id") == name[1:]:
                return one
    return resources.get(name, {})


def _people(
    resource: Mapping[str, Any], resources: Mapping[str, Mapping[str, Any]], place: int
) -> list[Named]:
    subject = _lookup(resource.get("subject"), resources, resource)
    if subject.get("resourceType") == "Group":
        members = subject.get("member")
        found = [
            _lookup(member.get("entity"), resources, subject)
            for member in (members if isinstance(members, list) else [])
            if isinstance(member, dict)
        ]
    else:
        found = [subject] if subject else []
    return [_named(person, place) for person in found if person]


def _named(person: Mapping[str, Any], place: int) -> Named:
    def first(name: str) -> Mapping[str, Any]:
        values = person.get(name)
        one = values[0] if isinstance(values, list) and values else {}
        return one if isinstance(one, dict) else {}

    name = first("name")
    given = name.get("given")
    parts = [str(name.get("family") or ""), *(given if isinstance(given, list) else [])]
    number = first("identifier")
    return Named(
        name=str(name.get("text") or "".join(map(str, parts)))[:80],
        id_number=str(number.get("value") or "").upper()[:40],
        phone=digits_of(first("telecom").get("value")),
        door=str(first("address").get("text") or "")[:80],
        row=place,
    )


def _moment(text: Any, tz: tzinfo) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=tz)
