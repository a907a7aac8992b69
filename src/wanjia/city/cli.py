"""`wanjia rollup`, `wanjia areas`, `wanjia office`: figures counted anew; the towns above."""

import argparse
import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

DAYS = 14


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the commands."""
    rollup = subparsers.add_parser("rollup", help="count all roll-ups anew from the rows")
    rollup.add_argument("--days", type=int, default=DAYS, help=f"how far back ({DAYS})")
    rollup.add_argument("--community", metavar="NAME", help="this one only")
    rollup.add_argument("--json", action="store_true", help="print JSON on standard output")
    rollup.set_defaults(func=run_rollup)
    areas = subparsers.add_parser("areas", help="which community is of which town and district")
    areas.add_argument("file", type=Path, help="CSV: city, district, town, community")
    areas.set_defaults(func=run_areas)
    office = subparsers.add_parser("office", help="let somebody see an area's figures")
    office.add_argument("login", help="the new user's name for signing in")
    office.add_argument("--area", required=True, metavar="NAME", help="the town, district or city")
    office.add_argument("--name", default="", help="whose log-in it is")
    office.set_defaults(func=run_office)


def _run_act(act: Any) -> int:
    """Set Django up and do an act; 1, with its sentence, when it is refused."""
    import django

    django.setup()
    from wanjia.core.problems import Problem
    from wanjia.core.transfer.schema import ready_database

    ready_database()
    try:
        act()
    except Problem as problem:
        print(problem.words(), file=sys.stderr)
        return 1
    return 0


def run_rollup(args: argparse.Namespace) -> int:
    """Count each community's last days anew, with progress on standard error."""

    def act() -> None:
        counted = _recount_days(args.community, max(args.days, 1))
        if args.json:
            print(json.dumps(counted))

    return _run_act(act)


def _recount_days(name: str | None, days: int) -> dict[str, int]:
    from zoneinfo import ZoneInfo

    from wanjia.city.rollup import recount_days
    from wanjia.core import clock
    from wanjia.core.models import Community
    from wanjia.core.problems import Problem

    communities = Community.objects.order_by("code", "name")
    chosen = list(communities.filter(name=name) if name else communities)
    if name and not chosen:
        raise Problem("city.no_community", name=name)
    for place, community in enumerate(chosen, 1):
        today = clock.now().astimezone(ZoneInfo(community.timezone)).date()
        recount_days(community, [today - timedelta(days=back) for back in range(days)])
        print(f"{place}/{len(chosen)} {community.name}", file=sys.stderr)
    return {"communities": len(chosen), "days": len(chosen) * days}


def run_areas(args: argparse.Namespace) -> int:
    """Put the communities of a table under their towns."""

    def act() -> None:
        from wanjia.city.areas import read_areas, settle_areas

        done = settle_areas(read_areas(args.file.read_text("utf-8-sig")))
        print(
            f"新建辖区 {done.areas}，归入 {done.moved} 个居民区，{done.unchanged} 个不变。"
            f" {done.areas} areas made, {done.moved} communities put under theirs,"
            f" {done.unchanged} unchanged.",
            file=sys.stderr,
        )

    try:
        return _run_act(act)
    except (OSError, UnicodeDecodeError) as error:
        print(f"读不了文件 cannot read: {error}", file=sys.stderr)
        return 1


def run_office(args: argparse.Namespace) -> int:
    """Make an account that sees an area's figures, and say its password once."""

    def act() -> None:
        from wanjia.city.areas import area_named, create_office_account

        password = create_office_account(args.login, args.name, area_named(args.area))
        print(f"{args.login}  {password}")
        print("请当面交给本人，进去后马上改。Hand it over in person.", file=sys.stderr)

    return _run_act(act)
