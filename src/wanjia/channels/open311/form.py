"""How Open311 says things: JSON as it is, XML with the element names of GeoReport v2."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

# What XML 1.0 has no place for.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What one of a list is called, by the name of the list.
ONE_OF = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}


def as_xml(name: str, value: Any) -> bytes:
    """Return a document whose root is `name`; lists become elements named for one of them."""
    root = _make_element(name, value)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _make_element(name: str, value: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(value, Mapping):
        element.extend(_make_element(key, one) for key, one in value.items())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        element.extend(_make_element(ONE_OF[name], one) for one in value)
    elif value is not None:
        element.text = _UNFIT.sub("", str(value))
    return element
