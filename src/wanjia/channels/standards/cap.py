"""Alerts in the Common Alerting Protocol 1.2 (OASIS, 2010) and the Atom feed of them. Pure.

What is told here is told to everybody: estates and stairwell numbers as on a posted notice, and
never a name, a phone, a door or a case. Nothing is said here: every word comes from a protocol or
from a notice that somebody wrote.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold, in text that somebody typed.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Info:
    """What an alert says in one language (`zh-CN`, `en-US`)."""

    language: str
    event: str
    headline: str
    description: str
    instruction: str
    area: str


@dataclass(frozen=True)
class Alert:
    """One message: `kind` is Alert, Update or Cancel; `earlier` are the (identifier, sent) before.

    `polygons` are closed rings of (lat, lon); without a place on Earth there is none. Times are
    aware. What it is about (`category`, `response`, `urgency`, `severity`, `certainty`) are words
    of CAP 1.2, which a protocol chooses.
    """

    identifier: str
    sender: str
    sent: datetime
    kind: str
    infos: tuple[Info, ...]
    category: str
    urgency: str
    severity: str
    certainty: str
    effective: datetime
    expires: datetime | None
    web: str
    geocode: str
    response: tuple[str, ...] = ()
    polygons: tuple[Ring, ...] = ()
    earlier: tuple[tuple[str, datetime], ...] = ()


def cap_time(at: datetime) -> str:
    """Return a moment as CAP writes it: whole seconds and an offset, `-00:00` for UTC, never
    `Z`.
    """
    text = at.replace(microsecond=0).isoformat()
    return text[:-6] + "-00:00" if text.endswith("+00:00") else text


def alert_xml(alert: Alert) -> bytes:
    """Return the message as an XML document, its elements in the order of the schema."""
    root = ET.Element("alert", xmlns=CAP)
    _add_element(root, "identifier", alert.identifier)
    _add_element(root, "sender", alert.sender)
    _add_element(root, "sent", cap_time(alert.sent))
    _add_element(root, "status", "Actual")
    _add_element(root, "msgType", alert.kind)
    _add_element(root, "scope", "Public")
    references = [f"{alert.sender},{one},{cap_time(sent)}" for one, sent in alert.earlier]
    _add_element(root, "references", " ".join(references))
    for info in alert.infos:
        _add_info(root, alert, info)
    return _serialize(root)


def _add_info(root: ET.Element, alert: Alert, info: Info) -> None:
    node = ET.SubElement(root, "info")
    _add_element(node, "language", info.language)
    _add_element(node, "category", alert.category)
    _add_element(node, "event", info.event)
    for kind in alert.response:
        _add_element(node, "responseType", kind)
    _add_element(node, "urgency", "Past" if alert.kind == "Cancel" else alert.urgency)
    _add_element(node, "severity", alert.severity)
    _add_element(node, "certainty", alert.certainty)
    _add_element(node, "effective", cap_time(alert.effective))
    _add_element(node, "expires", cap_time(alert.expires) if alert.expires else "")
    _add_element(node, "headline", info.headline)
    _add_element(node, "description", info.description)
    _add_element(node, "instruction", info.instruction)
    _add_element(node, "web", alert.web)
    area = ET.SubElement(node, "area")
    _add_element(area, "areaDesc", info.area)
    for ring in alert.polygons:
        _add_element(area, "polygon", " ".join(f"{lat},{lon}" for lat, lon in ring))
    if alert.geocode:
        geocode = ET.SubElement(area, "geocode")
        _add_element(geocode, "valueName", "CN-ADMIN")
        _add_element(geocode, "value", alert.geocode)


def feed_xml(title: str, address: str, alerts: Iterable[Alert], updated: datetime) -> bytes:
    """Return an Atom feed (RFC 4287) of alerts, the newest first; each entry leads to its
    document.
    """
    root = ET.Element("feed", xmlns=ATOM)
    _add_atom_element(root, "id", address)
    _add_atom_element(root, "title", title)
    shown = sorted(alerts, key=lambda one: one.sent, reverse=True)
    _add_atom_element(root, "updated", (shown[0].sent if shown else updated).isoformat())
    ET.SubElement(root, "link", rel="self", href=address, type="application/atom+xml")
    _add_atom_element(ET.SubElement(root, "author"), "name", title)
    for alert in shown:
        entry = ET.SubElement(root, "entry")
        _add_atom_element(entry, "id", alert.web)
        _add_atom_element(entry, "title", alert.infos[0].headline)
        _add_atom_element(entry, "updated", alert.sent.isoformat())
        _add_atom_element(entry, "summary", " / ".join(info.headline for info in alert.infos))
        ET.SubElement(entry, "category", term=alert.kind)
        ET.SubElement(entry, "link", href=alert.web, type="application/cap+xml")
    return _serialize(root)


def _add_element(node: ET.Element, name: str, text: str) -> None:
    """Add an element of the protocol; what is empty is left out."""
    if text:
        ET.SubElement(node, name).text = _NOT_XML.sub("", text)


def _add_atom_element(node: ET.Element, name: str, text: str) -> None:
    ET.SubElement(node, name).text = _NOT_XML.sub("", text)


def _serialize(root: ET.Element) -> bytes:
    return ET.tostring(root, "utf-8", xml_declaration=True)
