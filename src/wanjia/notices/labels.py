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
class ReadText:
    """A text as it is read: in the page's language if it was written in it, marked with its own."""

    title: str
    body: str
    lang: str


def read_notice(notice: Notice) -> ReadText:
    """Return a notice in the language of the page, or else in Chinese."""
    if _is_english() and notice.body_en:
        return ReadText(notice.title_en or notice.title, notice.body_en, ENGLISH)
    return ReadText(notice.title, notice.body, CHINESE)


def read_answer(answer: Any) -> ReadText:
    """Return an answer to all in the language of the page, or else as it was written."""
    if _is_english() and answer.text_en:
        return ReadText("", answer.text_en, ENGLISH)
    return ReadText("", answer.text, CHINESE)


def _is_english() -> bool:
    return active_language() == ENGLISH


def message_text(notice: Notice) -> str:
    """Return a notice as a group is told it: both languages where it was written in both."""
    parts = [f"【{notice.title}】\n{notice.body}"]
    if notice.body_en:
        parts.append(f"[{notice.title_en or notice.title}]\n{notice.body_en}")
    return "\n\n".join(parts)


def unseen_text(notice: Notice, wells: Iterable[WellSeen], language: str) -> str:
    """Return what a group is told of who has not seen a notice: doors, never names."""
    with translation.override(ENGLISH if language == ENGLISH else CHINESE):
        title = read_notice(notice).title
        head = _("请以下门号打开门上的二维码，看通知《%(title)s》：") % {"title": title}
        rows = [
            _("%(well)s：%(doors)s") % {"well": well_name(well), "doors": _("、").join(well.doors)}
            for well in wells
            if well.missing
        ]
        return "\n".join([head, *rows])


def well_name(well: WellSeen) -> str:
    """Name a stairwell."""
    return _("%(label)s 号") % {"label": well.stairwell.label}
