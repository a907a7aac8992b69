"""The pages that are open all day, at 7,137 residents and 420,000 answers asked for in 30 days.

Beside each a bare Django view behind the same middleware that renders as many rows from memory.
"""

import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from bench.database import fresh_database

TIMES = 25
DAYS = 30
ROW = re.compile(rb"<tr|<li|\"uuid\":|class=\"win")
BARE = """<!doctype html><html lang="zh-hans"><meta charset="utf-8"><title>bare</title>
<table>{% for row in rows %}<tr><td><a href="/dwellings/{{ row.id }}/">{{ row.door }}</a>
<td>{{ row.name }}<td>{{ row.phone }}<td>{{ row.count }}</tr>{% endfor %}</table></html>"""


def run() -> list[dict[str, Any]]:
    """Rows of name, our p95 and the bare p95 in ms, their ratio, the budget and a note; then the
    p95 beside that of a tenth of the days."""
    with fresh_database():
        few = [_p95(act) for _name, act in _acts(DAYS // 10)]
    with fresh_database():
        pages = _acts(DAYS)
        rows = [_measured(name, act) for name, act in pages]
    return rows + [_grown(row, one) for row, one in zip(rows, few, strict=True)]


def _acts(days: int) -> list[tuple[str, "Asking"]]:
    """Each page's name, and asking for it in a town with so many days of answers behind it."""
    from bench.town import rounds_of_days

    from wanjia.core.transfer.server_lock import freeze_loaded_objects

    community = rounds_of_days(days)
    freeze_loaded_objects()  # as a server does
    officer, household = _clients(community)
    return [
        (name, Asking(client, path)) for name, client, path in _pages(community, officer, household)
    ]


@dataclass(frozen=True)
class Asking:
    """A page that is asked for when it is called."""

    client: Any
    path: str

    def __call__(self) -> bytes:
        answer = self.client.get(self.path)
        if answer.status_code != 200:
            raise RuntimeError(f"{self.path} answers {answer.status_code}")
        return b"".join(answer)


def _grown(row: dict[str, Any], few: float) -> dict[str, Any]:
    return {
        "name": f"{row['name']}, ten times the answers",
        "ours": row["ours"],
        "bare": round(few, 2),
        "ratio": round(row["ours"] / few, 2),
        "budget": "grows less than the data",
        "unit": "ms",
        "note": f"{DAYS} days beside {DAYS // 10} of them",
    }


def _clients(community: Any) -> tuple[Any, Any]:
    from django.test import Client

    from wanjia.core.models import Membership

    officer = Client()
    officer.force_login(Membership.objects.get(community=community, user__username="desk1").user)
    return officer, Client()


def _pages(community: Any, officer: Any, household: Any) -> list[tuple[str, Any, str]]:
    from wanjia.core.access.viewer import system_viewer
    from wanjia.people.residents.actions import make_household_links
    from wanjia.places.models import Dwelling, Estate

    home = Dwelling.objects.filter(community=community, residents__left_at=None)[0].id
    link = make_household_links(system_viewer(community.id), [home])[home]
    estate = Estate.objects.get(community=community, name="中海悦庭")
    return [
        ("page Today", officer, "/"),
        ("page map", officer, "/zones/"),
        ("page missing list", officer, "/missing/"),
        ("page daily report", officer, "/daily/"),
        ("page window wall", officer, f"/wall/{estate.id}/"),
        ("page household", household, f"/h/{link.token}/"),
    ]


def _measured(name: str, ask: Asking) -> dict[str, Any]:
    from django.db import connection

    statements = 0

    def count(execute: Any, *asked: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*asked)

    ask()
    with connection.execute_wrapper(count):
        body = ask()
    rows = len(ROW.findall(body))
    ours = _p95(ask)
    bare = _bare_p95(ask.client, rows)
    return {
        "name": name,
        "ours": round(ours, 2),
        "bare": round(bare, 2),
        "ratio": round(ours / bare, 2),
        "budget": "p95 ≤ 5×, ≤ 12 SQL",
        "unit": "ms",
        "note": f"{rows} rows, {statements} SQL statements, {len(body) / 1000:.0f} kB",
    }


def _bare_p95(client: Any, count: int) -> float:
    """The p95 in ms of a view that renders `count` rows it holds in memory."""
    from django.http import HttpRequest, HttpResponse
    from django.template import Context, Template
    from django.test import override_settings
    from django.urls import path

    template = Template(BARE)
    rows = [
        {
            "id": f"0190a000-0000-7000-8000-{n:012d}",
            "door": f"{n % 40}-{n % 600}",
            "name": "张三丰",
            "phone": "19900001234",
            "count": n,
        }
        for n in range(count)
    ]

    def view(_: HttpRequest) -> HttpResponse:
        return HttpResponse(template.render(Context({"rows": rows})))

    urls = ModuleType("bare_urls")
    urls.urlpatterns = [path("bare/", view)]  # type: ignore[attr-defined]
    with override_settings(ROOT_URLCONF=urls):
        return _p95(lambda: client.get("/bare/"))


def _p95(act: Callable[[], object]) -> float:
    act()
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.quantiles(times, n=20)[-1]
