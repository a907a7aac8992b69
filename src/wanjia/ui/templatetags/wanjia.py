"""The parts pages are made of. `{% load wanjia %}`, then:

figures      <div class="figs">{% figure 168 "居民" url="/x/" unit="人" note="45 户" %}…</div>
                 tone="alarm" for what is wrong; a count always has the url of its list
zone         {% zone "sealed" %}   {% zone z.klass days=3 %}      the word, the colour, the pattern
progress     {% progress 41 45 "西区 上午" %}                      a bar and its words
list of work <ul class="rows">{% for x in items %}{% row x %}{% endfor %}</ul>
                 item: title, url, icon, text, due, when, tone ("alarm" | "soon" | "done"),
                       zone, post = {url, label, fields} or link = {url, label}
one button   {% post_button "/x/close/" "结案" tone="primary" id=x.id %}   a form with its token
field        {% field form.name %}  {% fields form %}             label, control, help, error
tabs         {% tabs items %}       item: label, url, current, count
search       {% search_box "/find/" placeholder="…" live="#out" %} '/' puts the cursor there
pager        {% pager page_obj %}   keeps the rest of the address
steps        {% steps items %}      item: label, state ("done" | "now" | "")
timeline     {% timeline items %}   item: when, who, what, url, tone
empty        {% empty "没有未填的人" icon="check" %}
map          {% map_of data %} or {% map_of url="/map.json" %}, form="plan" to pick stairwells
wall         {% include "ui/wall/facade.html" with buildings=buildings %}
charts       {% chart drawn %}  {% bar_by_day rows %}  {% stack_bar rows %}   with their tables
code         {% request_code %}           on a page that tells of an error
icon         {% icon "phone" %}     names: the symbols of static/ui/icons.svg

What holds other markup (page_head, data_table, act_form, …): see components.py beside this.

Filters: `number|grouped`, `moment|ago`, `moment|due`, `role|role_name`, `community|named`,
`klass|zone_name`, `number|phone`, `unit|measure`,
`text|sealed_word` (as it may stand in an address).
Raw classes (see static/ui/wanjia.css): page-head, btn-row, btn [primary quiet grave small big
block], card [flush], stack, cluster, split (+ side), cols, note [warn bad], tag, facts, t [fold],
form [two], choices, seg, foot-bar, copy, fold-in. Red, yellow and green are the zones' alone; what
is wrong is `alarm`: ink and magenta, with an icon and a word.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICE
from wanjia.core.charts import Chart, Column, draw, stacks
from wanjia.core.localized import localized, localized_name, localized_unit
from wanjia.core.logs import request_id
from wanjia.core.models import Role
from wanjia.core.page_help import help_pages, tour_steps
from wanjia.core.public_address import absolute_url, can_use_passkeys, is_reachable
from wanjia.reports.answers.actions import READS
from wanjia.ui import charts
from wanjia.ui.search_posts import sealed_query, sealed_word
from wanjia.ui.templatetags import components

register = template.Library()
register.tags.update(components.register.tags)
register.filter("named", localized_name)
register.filter("localized", localized)
register.filter("measure", localized_unit)
register.filter("sealed_word", sealed_word)

ZONES = {
    "sealed": gettext_lazy("封控区"),
    "controlled": gettext_lazy("管控区"),
    "precaution": gettext_lazy("防范区"),
}
Item = Mapping[str, Any]


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Return the symbol of the sprite; it says nothing to a screen reader."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("ui/icons.svg"),
        name,
    )


@register.inclusion_tag("ui/c/code.html")
def request_code() -> dict[str, str]:
    """Show the request's id, by which an administrator finds its lines in the log."""
    return {"code": request_id()}


@register.inclusion_tag("ui/c/figure.html")
def figure(
    value: Any,
    label: str,
    url: str = "",
    unit: str = "",
    note: str = "",
    tone: str = "",
    icon: str = "",
) -> dict[str, Any]:
    """Show a count that opens the list it counts; `tone="alarm"` counts only when above 0."""
    shown = f"{value:,}" if isinstance(value, int) else value
    tone = "none" if value == 0 else tone
    names = ("value", "label", "url", "unit", "note", "tone", "icon")
    return dict(zip(names, (shown, label, url, unit, note, tone, icon), strict=True))


@register.inclusion_tag("ui/c/zone.html")
def zone(klass: str | None, days: int | None = None, name: str = "") -> dict[str, Any]:
    """Show a zone's class as a badge, with the day it is in if `days` (from 0) is given.

    `name` is the protocol's own word for the class, where it has one (高风险区).
    """
    day = None if days is None else days + 1
    return {"klass": klass, "name": name or zone_name(klass), "day": day}


@register.filter
def zone_name(klass: str | None) -> str:
    """Return the word for a zone's class."""
    return str(ZONES.get(klass or "", klass or _("未划区")))


@register.inclusion_tag("ui/c/progress.html")
def progress(done: int, total: int, label: str = "", url: str = "") -> dict[str, Any]:
    """Show how much of a whole is done, as a bar and in words."""
    percent = 100 * done // total if total else 0
    return {"done": done, "total": total, "percent": percent, "label": label, "url": url}


@register.inclusion_tag("ui/c/row.html", takes_context=True)
def row(context: template.Context, item: Item) -> dict[str, Any]:
    """Show one line of work with the one button that moves it on."""
    return {"item": item, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/c/post_button.html", takes_context=True)
def post_button(
    context: template.Context, url: str, label: str, tone: str = "", **fields: Any
) -> dict[str, Any]:
    """Show a form of one button that posts `fields` to `url`."""
    token = context.get("csrf_token")
    return {"url": url, "label": label, "tone": tone, "fields": fields, "csrf_token": token}


@register.inclusion_tag("ui/c/field.html")
def field(field: BoundField, label: str = "") -> dict[str, Any]:
    """Show a form field: label, control, help and errors."""
    return {"field": field, "label": label or field.label}


@register.inclusion_tag("ui/c/fields.html")
def fields(form: Any) -> dict[str, Any]:
    """Show a form's errors, hidden fields and fields."""
    return {"form": form}


@register.inclusion_tag("ui/c/tabs.html")
def tabs(items: Iterable[Item], label: str = "") -> dict[str, Any]:
    """Show views of one thing as tabs that are links."""
    return {"items": items, "label": label or _("视图")}


@register.inclusion_tag("ui/c/search_box.html")
def search_box(
    url: str,
    name: str = "q",
    value: str = "",
    placeholder: str = "",
    live: str = "",
    button: str = "",
) -> dict[str, Any]:
    """Show a search form; `live` is the selector that htmx fills while one types."""
    return {
        "url": url,
        "name": name,
        "value": value or "",
        "placeholder": placeholder or _("姓名、拼音、电话、门号"),
        "live": live,
        "button": button or _("找"),
    }


@register.inclusion_tag("ui/c/pager.html", takes_context=True)
def pager(context: template.Context, page: Any, name: str = "page") -> dict[str, Any]:
    """Show the ways to the neighbouring pages of a Django `Page`."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    query.pop(name, None)
    rest = sealed_query(query)
    return {"page": page, "stem": f"?{rest}&{name}=" if rest else f"?{name}="}


@register.inclusion_tag("ui/c/steps.html")
def steps(items: Iterable[Item]) -> dict[str, Any]:
    """Show where one is in a job of several steps."""
    return {"items": items}


@register.inclusion_tag("ui/c/timeline.html")
def timeline(items: Iterable[Item]) -> dict[str, Any]:
    """Show what happened, newest first or as given."""
    return {"items": items}


@register.inclusion_tag("ui/c/address_warning.html", takes_context=True)
def address_warning(context: dict[str, Any]) -> dict[str, Any]:
    """Warn, above what is to be printed, of codes that no other phone could open."""
    address = absolute_url(context["request"], "")
    viewer = getattr(context["request"], "viewer", None)
    can_set = viewer is not None and viewer.role == "head"
    return {"address": address, "warn": not is_reachable(address), "can_set": can_set}


@register.inclusion_tag("ui/c/empty.html")
def empty(text: str, icon: str = "check", url: str = "", label: str = "") -> dict[str, Any]:
    """Say that a list is empty, and what may be done next."""
    return {"text": text, "icon": icon, "url": url, "label": label}


@register.inclusion_tag("ui/c/map.html")
def map_of(data: Any = None, url: str = "", form: str = "", name: str = "map") -> dict[str, Any]:
    """Draw the estate map; `form` is the id of the form whose `sealed` boxes a click toggles."""
    return {"data": data, "url": url, "form": form, "name": name}


@register.inclusion_tag("ui/c/page_help.html", takes_context=True)
def page_help(context: Any) -> dict[str, Any]:
    """Tell at the foot of a page that one starts from what it is for and how it is used."""
    request = context.get("request")
    viewer = getattr(request, "viewer", None)
    here = help_pages().get(request.path) if viewer else None
    return {"help": here, "url": request.path if here else ""}


@register.simple_tag(takes_context=True)
def passkeys_work(context: Any) -> bool:
    """Return whether this browser would let a passkey be used at this address."""
    return can_use_passkeys(context["request"])


@register.inclusion_tag("ui/c/tour.html")
def tour() -> dict[str, Any]:
    """Draw the steps of the tour."""
    return {"steps": tour_steps()}


@register.simple_tag
def windows(stairwell: Item) -> SafeString:
    """Draw the windows of a stairwell, floor by floor, for the wall."""
    return charts.windows(stairwell)


@register.simple_tag
def lamps(stairwell: Item) -> SafeString:
    """Draw the windows of a stairwell as lights alone, for the office's board."""
    return charts.lamps(stairwell)


@register.filter
def is_house(building: Item) -> bool:
    """Return whether a building of the wall is drawn with gables."""
    return charts.is_house(building)


@register.inclusion_tag("ui/c/chart.html")
def chart(drawn: Chart, small: bool = False, table: bool = True) -> dict[str, Any]:
    """Draw a chart: axes with units, a legend in words, today, its range, a table behind it.

    `table` False: the page has a fuller one; `small`: beside others, where the board has all.
    """
    return {"drawing": draw(drawn), "small": small, "table": table and not small}


@register.inclusion_tag("ui/c/chart.html")
def bar_by_day(rows: Iterable[Item], title: str = "", unit: str = "") -> dict[str, Any]:
    """Draw a count for each day; a row has day (a date), count, and url of the list it counts."""
    days = [dict(row) for row in rows]
    today = timezone.localdate(clock.now())
    words = [date_format(row["day"], "n-j") for row in days]
    drawn = Chart(
        title=title or _("每日新增"),
        unit=unit or _("例"),
        axis=_("日期"),
        span=_("%(first)s 至 %(last)s") % {"first": words[0], "last": words[-1]} if words else "",
        columns=tuple(
            Column(label, row["day"].isoformat(), (row["count"],), row.get("url", ""))
            for label, row in zip(words, days, strict=True)
        ),
        series=(title or _("每日新增"),),
        now=next((at for at, row in enumerate(days) if row["day"] == today), None),
        now_words=_("今天"),
    )
    return {"drawing": draw(drawn), "small": False, "table": True}


@register.inclusion_tag("ui/c/stack_bar.html")
def stack_bar(rows: Iterable[Item], title: str = "") -> dict[str, Any]:
    """Draw how far each stairwell is; a row has label, url, done, abnormal, missing (counts)."""
    rows_drawn = stacks([dict(row) for row in rows])
    return {"stacks": rows_drawn, "title": title or _("各楼道完成")}


@register.filter
def role_name(role: str) -> str:
    """Return the word for a role."""
    return str({**dict(Role.choices), OFFICE: _("值班室")}.get(role, role))


@register.filter
def phone(number: str) -> str:
    """Return a mobile number in groups of 3, 4 and 4."""
    digits = str(number or "")
    grouped = f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    return grouped if len(digits) == 11 and digits.isdigit() else digits


@register.filter
def grouped(number: int | None) -> str:
    """Return a whole number with its thousands set apart."""
    return "" if number is None else f"{number:,}"


@register.filter
def ago(moment: datetime | None) -> str:
    """Return how long ago a moment was, in words."""
    if moment is None:
        return ""
    minutes = int((clock.now() - moment).total_seconds() // 60)
    return _("刚刚") if minutes < 1 else _("%(span)s前") % {"span": _span_text(minutes)}


@register.filter
def due(moment: datetime | None) -> str:
    """Return how long there is until a moment, or how long it has been missed, in words."""
    if moment is None:
        return ""
    minutes = int((moment - clock.now()).total_seconds() // 60)
    if minutes < 0:
        return _("逾期 %(span)s") % {"span": _span_text(max(1, -minutes))}
    return _("还有 %(span)s") % {"span": _span_text(max(1, minutes))}


@register.filter
def is_past(moment: datetime | None) -> bool:
    """Return whether a moment lies behind."""
    return moment is not None and moment < clock.now()


def _span_text(minutes: int) -> str:
    if minutes < 60:
        return _("%(n)s 分钟") % {"n": minutes}
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        if hours >= 6 or not rest:
            return _("%(n)s 小时") % {"n": hours}
        return _("%(h)s 小时 %(m)s 分") % {"h": hours, "m": rest}
    return _("%(n)s 天") % {"n": minutes // (24 * 60)}


@register.simple_tag
def phone_facts() -> dict[str, Any]:
    """Return what a phone's page is handed: the server's time in milliseconds, and how a
    temperature is read and in what range it lies, so that the phone has no rules of its own."""
    return {"now": int(clock.now().timestamp() * 1000), "reads": json.dumps(READS), **READS}
