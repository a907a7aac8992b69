"""The wall's mode of silence: a window is lit whose people were heard of, dark who was not."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wanjia.care.silence.labels import limit_words, silence_words
from wanjia.care.silence.queries import SilentHome, silences
from wanjia.care.silence.silence import FREE, HEARD, OVER, SOON, load_rules
from wanjia.core.access.viewer import Viewer
from wanjia.places.models import Estate

STATES = {OVER: "dark", SOON: "half", HEARD: "lit", FREE: "lit"}


@dataclass(frozen=True)
class SilentWindow:
    """A dwelling's window by silence: lit (heard of), half (soon too long), dark (too long), away
    or empty (nobody heard of it, nobody watches it)."""

    state: str
    words: str
    alarm: bool = False
    elder: bool = False


def silent_windows(viewer: Viewer, estate: Estate) -> dict[UUID, SilentWindow]:
    """Each inhabited dwelling's window by its id."""
    return {one.home.dwelling: _window(one) for one in silences(viewer, estate)}


def _window(one: SilentHome) -> SilentWindow:
    elder = "alone_elder" in one.home.risks
    if one.away:
        return SilentWindow("away", _("外出"))
    state = STATES[one.silence.state]
    if one.silence.state == FREE and one.silence.hours is None:
        state = "empty"
    told = [silence_words(one.silence, load_rules().look_back), limit_words(one.silence)]
    words = _("，").join([*told, _("独居老人")] if elder else told)
    return SilentWindow(state, words, elder=elder)


def silence_tally(windows: Mapping[UUID, Any]) -> list[dict[str, Any]]:
    """How many households were heard of, are soon silent too long, are so already, are away."""
    states = Counter(one.state for one in windows.values())
    words = {
        "lit": _("有消息"),
        "half": _("快到时限"),
        "dark": _("超过时限"),
        "away": _("外出"),
    }
    return [{"state": key, "label": label, "count": states[key]} for key, label in words.items()]
