"""What has two names is called by the one of the page's language."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language


def named(place: Any) -> str:
    """The name of a community, estate, zone, grid or round: English on an English page, if known.

    Anything without a `name` is called by what it prints as.
    """
    english = getattr(place, "name_en", "")
    return english if english and get_language() == "en" else str(getattr(place, "name", place))


# What committees count in; any other word stays as it was typed.
MEASURES = {
    "个": "pcs", "只": "pcs", "件": "pcs", "支": "pcs", "片": "pcs", "根": "pcs", "块": "pcs",
    "套": "sets", "双": "pairs", "张": "sheets", "卷": "rolls", "台": "units", "份": "portions",
    "人份": "tests", "瓶": "bottles", "盒": "boxes", "箱": "cartons", "袋": "bags", "包": "packs",
    "桶": "tubs", "板": "trays", "提": "packs", "斤": "jin", "公斤": "kg", "千克": "kg",
    "克": "g", "吨": "t", "升": "l", "毫升": "ml",
}  # fmt: skip


def measure(unit: str) -> str:
    """What something is counted in (套), in the active language where it is known there (sets)."""
    return MEASURES.get(unit.strip(), unit) if get_language() == "en" else unit


@dataclass(frozen=True)
class Bilingual:
    """A name that stands in both languages beside its data; it prints in the page's language."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh
