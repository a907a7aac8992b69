"""The geometry of the charts and of the window wall: plain values in, shapes or markup out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

BAR_HEIGHT = 190
BAR_BASE = 160
_BAR_TOP = 24
_MOST_LABELS = 8
_LIGHT = {"lit": "l", "half": "h", "dark": "d", "away": "y", "empty": "n"}


def bars(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each day's bar: x and width in percent of the drawing, y and height in pixels.

    Only as many days are labelled as fit on a phone; the last day always is.
    """
    top = max((row["count"] for row in rows), default=0) or 1
    step = 100 / (len(rows) or 1)
    every = -(-len(rows) // _MOST_LABELS) or 1
    drawn = []
    for index, row in enumerate(rows):
        height = round((BAR_BASE - _BAR_TOP) * row["count"] / top)
        height = max(height, 2) if row["count"] else 0
        drawn.append(
            {
                "label": "",  # instead of the day
                **row,
                "x": round(step * (index + 0.15), 3),
                "middle": round(step * (index + 0.5), 3),
                "width": round(step * 0.7, 3),
                "y": BAR_BASE - height,
                "height": height,
                "above": BAR_BASE - height - 6,
                "labelled": (len(rows) - 1 - index) % every == 0,
            }
        )
    return drawn


def stacks(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each row with the widths of its done, abnormal and missing parts in percent."""
    drawn = []
    for row in rows:
        parts = {name: int(row.get(name) or 0) for name in ("done", "abnormal", "missing")}
        total = sum(parts.values())
        shares = {
            name: round(100 * count / total, 2) if total else 0 for name, count in parts.items()
        }
        drawn.append(
            {
                **row,
                **parts,
                "total": total,
                "heard": parts["done"] + parts["abnormal"],
                "share": shares,
                "abnormal_from": shares["done"],
                "missing_from": round(shares["done"] + shares["abnormal"], 2),
            }
        )
    return drawn


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
