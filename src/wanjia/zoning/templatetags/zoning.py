"""What zoning's pages say: moments and wordings in the language of the page."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from wanjia.core import clock
from wanjia.core.localized import active_language
from wanjia.core.models import Role
from wanjia.people.labels import WEEKDAYS
from wanjia.zoning.plans.named_posts import NamedPost, count_words
from wanjia.zoning.protocols.protocol import RoundRule
from wanjia.zoning.protocols.public_text import end_words
from wanjia.zoning.zones.proposal_text import day_words

register = template.Library()


@register.filter
def moment(value: datetime | date | None, language: str = "") -> str:
    """Return a moment as people say it: 4月18日 18:40, 18 April 18:40."""
    spoken = language or active_language()
    if value is None:
        return ""
    if not isinstance(value, datetime):
        return day_words(value, spoken)
    local = timezone.localtime(value)
    return f"{day_words(local.date(), spoken)} {local:%H:%M}"


@register.filter
def zone_end(zone: Any, language: str = "") -> str:
    """Return until when a zone holds, in the words that everybody is told."""
    return _zone_end(zone, None if zone.ended_at else clock.now(), language or active_language())


@register.filter
def zone_end_at(zone: Any, at: datetime) -> str:
    """Return until when a zone held as it stood at a moment, in the same words."""
    return _zone_end(zone, at, active_language())


def _zone_end(zone: Any, at: datetime | None, language: str) -> str:
    tz = timezone.get_current_timezone()
    return end_words(zone.planned_end, tz, language, zone.clear_days, at)


@register.filter
def said(text: Any, language: str = "") -> str:
    """Return a protocol's wording in the language of the page, or in the one that is named."""
    return text.words(language or active_language()) if text else ""


@register.filter
def behind(alarms: Iterable[Mapping[str, Any]], dwellings: Collection[Any]) -> list[Any]:
    """Return the alarms of these dwellings only."""
    return [alarm for alarm in alarms if alarm["dwelling"] in dwellings]


@register.filter
def both(role: str) -> str:
    """Return a role in both languages, for what hangs on a door."""
    names = []
    for language in ("zh-hans", "en"):
        with override(language):
            names.append(str(dict(Role.choices).get(role, role)))
    return " ".join(dict.fromkeys(names))


@register.filter
def value_at(values: Mapping[str, Any], key: str) -> Any:
    """Return what stands under a key."""
    return values.get(key, "")


@register.filter
def listed(words: Iterable[object]) -> str:
    """Return words as a list in a sentence.

    西门、东门, or West gate, East gate.
    """
    return ("、" if active_language() == "zh" else ", ").join(str(word) for word in words)


@register.simple_tag
def post_count(posts: Sequence[NamedPost]) -> str:
    """Say how many guard posts there are, and how many people: 2 个卡口，3 人值守."""
    return count_words(posts)


@register.simple_tag
def post_people(posts: Iterable[NamedPost]) -> int:
    """Return how many people some guard posts take."""
    return sum(post.guards for post in posts)


@register.filter
def held_on(rule: RoundRule) -> str:
    """Return on which days a round is held, where that is not every day."""
    parts = []
    if len(rule.weekdays) < 7:
        parts.append(listed([str(WEEKDAYS[day]) for day in sorted(rule.weekdays)]))
    if rule.days:
        last = f"–{rule.days.last}" if rule.days.last != rule.days.first else ""
        parts.append(_("第 %(days)s 天") % {"days": f"{rule.days.first}{last}".replace("None", "")})
    if rule.dated:
        ends = [day.isoformat() if day else "" for day in (rule.from_date, rule.to_date)]
        parts.append(" – ".join(ends))
    if rule.every_minutes:
        parts.append(_("每 %(n)s 分钟") % {"n": rule.every_minutes})
    return " · ".join(parts)
