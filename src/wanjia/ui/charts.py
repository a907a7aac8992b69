"""The markup of the window wall: plain values in."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

LIT = ("lit", "half")  # all that visitors may tell of a window from its being dark
_LIGHT = {"lit": "l", "half": "h", "dark": "d", "away": "y", "empty": "n"}


def is_house(building: Mapping[str, Any]) -> bool:
    """Return whether a building has gables: no stairwell of it has more than three dwellings."""
    return all(
        sum(len(floor["windows"]) for floor in stairwell["floors"]) <= 3
        for stairwell in building["stairwells"]
    )


def windows(stairwell: Mapping[str, Any]) -> SafeString:
    """Return the markup of a stairwell's windows: a row for each floor, an `<a>` for each dwelling.

    Class letters: l lit, h half, d dark, y away, n nobody lives there; a alarm, e lone elder.
    """
    lines = []
    for floor in stairwell["floors"]:
        panes = "".join(_draw_pane(window) for window in floor["windows"])
        lines.append(f'<div class="f">{panes}</div>')
    return SafeString("".join(lines))


def window_classes(state: str, alarm: object = False, elder: object = False) -> str:
    """Return the classes by which a window is drawn."""
    return f"w {_LIGHT[state]}{' a' if alarm else ''}{' e' if elder else ''}"


def _draw_pane(window: Mapping[str, Any]) -> str:
    words = escape(f"{window['door']} {window['words']}")
    text = escape(window.get("room") or window["door"])
    classes = window_classes(window["state"], window.get("alarm"), window.get("elder"))
    url = escape(window["url"])
    return f'<a class="{classes}" href="{url}" aria-label="{words}">{text}</a>'


def lamps(stairwell: Mapping[str, Any]) -> SafeString:
    """Return the markup of a stairwell's windows for a board that visitors see: lights alone."""
    lines = []
    for floor in stairwell["floors"]:
        panes = "".join(_draw_lamp(window) for window in floor["windows"])
        lines.append(f'<div class="f">{panes}</div>')
    return SafeString("".join(lines))


def _draw_lamp(window: Mapping[str, Any]) -> str:
    state = window["state"] if window["state"] in LIT else "dark"
    return f'<i class="{window_classes(state)}" data-dwelling="{window["id"]}"></i>'
