"""Reasons for care by one key: 血透 leads to those who have it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from wanjia.core.palette import Typed, palette_source
from wanjia.people.queries import live_risks, visible_residents
from wanjia.people.risk_kinds import risk_choices
from wanjia.people.search.pinyin import sound
from wanjia.risks import risks


@palette_source(30)
def find_risks(typed: Typed) -> Iterator[dict[str, Any]]:
    """Find kinds of risk by a part of their name, and how many in sight have it."""
    words = typed.text.strip().lower()
    named = [
        (kind, str(label))
        for kind, label in risk_choices()
        if kind
        and (words in str(label).lower() or _sounds_so(str(label), words) or _noted(kind, words))
    ]
    for kind, label in named:
        people = visible_residents(typed.viewer).filter(
            id__in=live_risks()
            .filter(community_id=typed.viewer.community_id, kind=kind)
            .values("resident")
        )
        yield {
            "title": label,
            "url": f"/residents/?risk={kind}",
            "icon": "elder",
            "text": _("%(n)s 人") % {"n": people.count()},
        }


def _sounds_so(label: str, words: str) -> bool:
    return (
        len(words) > 1
        and words.isascii()
        and words.isalpha()
        and sound(label).initials.startswith(words)
    )


def _noted(kind: str, words: str) -> bool:
    return any(words in note for note in risks().kinds[kind].notes) if len(words) > 1 else False
