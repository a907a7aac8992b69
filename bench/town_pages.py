"""The pages that are open all day, on one community alone and then beside others in one database.

How many communities: `WANJIA_BENCH_COMMUNITIES` (5). What they cost must not grow with the town.
"""

import os
from typing import Any

from bench.database import fresh_database
from bench.pages import _p95

TOWN = int(os.environ.get("WANJIA_BENCH_COMMUNITIES", "5"))
BUDGET = 1.5


def run() -> list[dict[str, Any]]:
    """Rows of name, the p95 in ms in the town and alone, their ratio, the budget and a note."""
    with fresh_database():
        from wanjia_demo import many

        first = many.make(many.Wanted(1))[0]
        pages = _pages(first)
        alone = [_p95(act) for _name, act in pages]
        many.make(many.Wanted(TOWN))
        beside = [_p95(act) for _name, act in pages]
    return [
        {
            "name": f"{name} in a town of {TOWN}",
            "ours": round(town, 2),
            "bare": round(one, 2),
            "ratio": round(town / one, 2),
            "budget": f"≤ {BUDGET}×",
            "unit": "ms",
            "note": "against the same page on one community",
        }
        for (name, _act), one, town in zip(pages, alone, beside, strict=True)
    ]


def _pages(community: Any) -> list[tuple[str, Any]]:
    from django.test import Client

    from wanjia.core.access.viewer import system_viewer
    from wanjia.core.models import Membership
    from wanjia.people.residents.actions import make_household_links
    from wanjia.places.models import Dwelling

    officer, household = Client(), Client()
    desk = Membership.objects.filter(community=community, role="desk").order_by("id")[0]
    officer.force_login(desk.user)
    home = Dwelling.objects.filter(community=community, residents__left_at=None)[0].id
    link = make_household_links(system_viewer(community.id), [home])[home]
    every = [
        ("page Today", officer, "/"),
        ("page map", officer, "/zones/"),
        ("page missing list", officer, "/missing/"),
        ("page daily report", officer, "/daily/"),
        ("page household", household, f"/h/{link.token}/"),
    ]
    return [(name, _asking(client, path)) for name, client, path in every]


def _asking(client: Any, path: str) -> Any:
    def ask() -> None:
        if client.get(path).status_code != 200:
            raise RuntimeError(f"{path} does not answer")

    return ask
