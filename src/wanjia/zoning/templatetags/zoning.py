"""What zoning's pages say: moments and wordings in the language of the page."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language, override

from wanjia.kernel.models import Role
from wanjia.zoning.proposal_words import day_words

register = template.Library()


@register.filter
def moment(value: datetime | date | None, language: str = "") -> str:
    """Return a moment as people say it: 4月18日 18:40, 18 April 18:40."""
    spoken = language or get_language() or "zh"
    if value is None:
        return ""
    if not isinstance(value, datetime):
        return day_words(value, spoken)
    local = timezone.localtime(value)
    return f"{day_words(local.date(), spoken)} {local:%H:%M}"


@register.filter
def said(text: Any, language: str = "") -> str:
    """Return a protocol's wording in the language of the page, or in the one that is named."""
    return text.words(language or get_language() or "zh") if text else ""


@register.filter
def both(role: str) -> str:
    """Return a role in both languages, for what hangs on a door."""
    names = []
    for language in ("zh-hans", "en"):
        with override(language):
            names.append(str(dict(Role.choices).get(role, role)))
    return " ".join(dict.fromkeys(names))


@register.filter
def listed(words: list[str]) -> str:
    """Return words as a list in a sentence: 西门、东门, or West gate, East gate."""
    return ("、" if (get_language() or "zh").startswith("zh") else ", ").join(words)
