"""Notices in words: the language that is read, the journal's titles, what a group is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from wanjia.core.localized import active_language
from wanjia.notices.models import Notice
from wanjia.notices.queries import WellSeen

CHINESE, ENGLISH = "zh-hans", "en"


@dataclass(frozen=True)
class Told:
    """A text as it is read: in the page's language if it was written in it, marked with its own."""

    title: str
    body: str
    lang: str


def told(notice: Notice) -> Told:
    """A notice in the language of the page, or else in Chinese."""
    if _english() and notice.body_en:
        return Told(notice.title_en or notice.title, notice.body_en, ENGLISH)
    return Told(notice.title, notice.body, CHINESE)


def told_answer(answer: Any) -> Told:
    """An answer to all in the language of the page, or else as it was written."""
    if _english() and answer.text_en:
        return Told("", answer.text_en, ENGLISH)
    return Told("", answer.text, CHINESE)


def _english() -> bool:
    return active_language() == ENGLISH


def message_text(notice: Notice) -> str:
    """A notice as a group is told it: both languages where it was written in both."""
    parts = [f"【{notice.title}】\n{notice.body}"]
    if notice.body_en:
        parts.append(f"[{notice.title_en or notice.title}]\n{notice.body_en}")
    return "\n\n".join(parts)


def unseen_text(notice: Notice, wells: Iterable[WellSeen], language: str) -> str:
    """What a group is told of who has not seen a notice: doors, never names."""
    with translation.override(ENGLISH if language == ENGLISH else CHINESE):
        title = told(notice).title
        head = _("请以下门号打开门上的二维码，看通知《%(title)s》：") % {"title": title}
        rows = [
            _("%(well)s：%(doors)s") % {"well": well_name(one), "doors": _("、").join(one.doors)}
            for one in wells
            if one.missing
        ]
        return "\n".join([head, *rows])


def well_name(one: WellSeen) -> str:
    """A stairwell in words."""
    return _("%(label)s 号") % {"label": one.stairwell.label}
