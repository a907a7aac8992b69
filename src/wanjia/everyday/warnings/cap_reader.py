"""Reads warnings in the Common Alerting Protocol 1.0 to 1.2, alone or in an Atom or RSS feed. Pure.

Feeds differ: some hold the whole alert in each entry, some its fields beside the entry's own (the
American weather service), some only a link. What an entry lacks is read from what it links to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

MOST_BYTES = 4_000_000
Point = tuple[float, float]
Ring = tuple[Point, ...]


class UnreadableError(ValueError):
    """It is no XML, or holds no warning and no feed of warnings."""


@dataclass(frozen=True)
class WeatherMessage:
    """One message: what it says in Chinese or else in its first language, and in English.

    `references` are the identifiers of the messages that it updates or cancels.
    """

    identifier: str
    sender: str
    sent: datetime
    status: str
    kind: str
    event: str
    headline: str
    headline_en: str = ""
    description: str = ""
    instruction: str = ""
    severity: str = ""
    effective: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    area: str = ""
    references: tuple[str, ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()
    polygons: tuple[Ring, ...] = ()
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feed:
    """What a document holds: whole messages, and addresses of those that it only names."""

    messages: tuple[WeatherMessage, ...]
    links: tuple[str, ...] = ()
    unread: int = 0


def read_warnings(data: bytes) -> Feed:
    """Read a document; raises UnreadableError for what is none."""
    if len(data) > MOST_BYTES:
        raise UnreadableError("too big")
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnreadableError("no XML") from error
    alerts = [node for node in root.iter() if _name(node) == "alert"]
    messages = [_read_alert(node) for node in alerts]
    links = []
    entries = [node for node in root.iter() if _name(node) in ("entry", "item")]
    for entry in entries:
        if any(_name(node) == "alert" for node in entry.iter()):
            continue
        message = _read_entry(entry)
        if message:
            messages.append(message)
        elif link := _link_of(entry):
            links.append(link)
    is_feed = _name(root) in ("feed", "rss", "RDF")
    if not alerts and not entries and not is_feed:
        raise UnreadableError("no warning")
    whole = tuple(message for message in messages if message)
    return Feed(whole, tuple(links), sum(message is None for message in messages))


def _name(node: Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _children(node: Element, name: str) -> Iterator[Element]:
    return (child for child in node if _name(child) == name)


def _text(node: Element | None, name: str) -> str:
    found = next(_children(node, name), None) if node is not None else None
    return " ".join((found.text or "").split()) if found is not None else ""


def _moment(text: str) -> datetime | None:
    """Return a moment; without an offset nobody knows which it is."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def _read_alert(node: Element) -> WeatherMessage | None:
    """Return a message; None where it has no identifier or no time, by which it is known."""
    sent = _moment(_text(node, "sent"))
    identifier = _text(node, "identifier")
    if not identifier or sent is None:
        return None
    infos = list(_children(node, "info"))
    chinese = [info for info in infos if _text(info, "language").lower().startswith("zh")]
    english = [info for info in infos if not _text(info, "language") or _is_english(info)]
    main = next(iter(chinese or infos), None)
    return WeatherMessage(
        identifier=identifier[:200],
        sender=_text(node, "sender")[:120],
        sent=sent,
        status=_text(node, "status") or "Actual",
        kind=_text(node, "msgType") or "Alert",
        references=_references(_text(node, "references")),
        headline_en=_text(english[0], "headline") if english else "",
        **_facts_of(main),
        **_places_of(infos),
    )


def _is_english(info: Element) -> bool:
    return _text(info, "language").lower().startswith("en")


def _facts_of(info: Element | None) -> dict[str, Any]:
    event = _text(info, "event")
    return {
        "event": event,
        "headline": _text(info, "headline") or event,
        "description": _text(info, "description"),
        "instruction": _text(info, "instruction"),
        "severity": _text(info, "severity"),
        "effective": _moment(_text(info, "onset")) or _moment(_text(info, "effective")),
        "expires": _moment(_text(info, "expires")),
        "sender_name": _text(info, "senderName"),
    }


def _places_of(infos: list[Element]) -> dict[str, Any]:
    """Return areas of all languages: one may tell polygons where another tells codes."""
    areas = [area for info in infos for area in _children(info, "area")]
    rings = [_ring(node.text or "") for area in areas for node in _children(area, "polygon")]
    return {
        "area": "; ".join(dict.fromkeys(_text(area, "areaDesc") for area in areas)),
        "geocodes": tuple(
            (_text(code, "valueName"), _text(code, "value"))
            for area in areas
            for code in _children(area, "geocode")
        ),
        "polygons": tuple(ring for ring in rings if ring),
        "parameters": tuple(
            _text(parameter, "value")
            for info in infos
            for parameter in _children(info, "parameter")
            if "level" in _text(parameter, "valueName").lower()
            or "color" in _text(parameter, "valueName").lower()
        ),
    }


def _references(text: str) -> tuple[str, ...]:
    """Return the identifiers in `sender,identifier,sent sender,identifier,sent`."""
    parts = (one.split(",") for one in text.split())
    return tuple(part[1] for part in parts if len(part) > 1 and part[1])


def _ring(text: str) -> Ring:
    points = []
    for pair in text.split():
        lat, _comma, lon = pair.partition(",")
        try:
            points.append((float(lat), float(lon)))
        except ValueError:
            return ()
    return tuple(points)


def _read_entry(entry: Element) -> WeatherMessage | None:
    """Return the message of an entry that has the fields of CAP beside its own."""
    event, expires = _text(entry, "event"), _moment(_text(entry, "expires"))
    sent = _moment(_text(entry, "sent") or _text(entry, "published") or _text(entry, "updated"))
    identifier = _text(entry, "identifier") or _text(entry, "id") or _text(entry, "guid")
    if not event or not identifier or sent is None:
        return None
    rings = [_ring(node.text or "") for node in _children(entry, "polygon")]
    title = _text(entry, "title") or event
    return WeatherMessage(
        identifier=identifier[:200],
        sender=_text(entry, "sender")[:120],
        sent=sent,
        status=_text(entry, "status") or "Actual",
        kind=_text(entry, "msgType") or "Alert",
        event=event,
        headline=title,
        description=_text(entry, "summary"),
        severity=_text(entry, "severity"),
        effective=_moment(_text(entry, "effective")),
        expires=expires,
        area=_text(entry, "areaDesc"),
        references=_references(_text(entry, "references")),
        geocodes=tuple(_entry_codes(entry)),
        polygons=tuple(ring for ring in rings if ring),
    )


def _entry_codes(entry: Element) -> Iterator[tuple[str, str]]:
    """Give codes as feeds write them: `valueName` and `value` in turn, a value of several words."""
    for geocode in _children(entry, "geocode"):
        name = ""
        for node in geocode:
            if _name(node) == "valueName":
                name = (node.text or "").strip()
            elif _name(node) == "value":
                yield from ((name, code) for code in (node.text or "").split())


def _link_of(entry: Element) -> str:
    links = list(_children(entry, "link"))
    of_cap = [node for node in links if "cap" in (node.get("type") or "")]
    for node in (*of_cap, *links):
        if address := (node.get("href") or node.text or "").strip():
            return address
    return ""
