"""`wanjia drill`: rehearsed days at compressed time, or beside the browser at human speed."""

import argparse
import gc
import json
import os
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

DAY = "2022-04-18"  # the day of the demo's story


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the command."""
    drill = subparsers.add_parser("drill", help="rehearse outbreak days and say what was late")
    drill.add_argument("--seed", type=int, default=1, help="another seed is another day (1)")
    span = drill.add_mutually_exclusive_group()
    span.add_argument("--days", type=int, help="how many days, instead of the settings' hours")
    span.add_argument("--hours", type=int, help="how many hours, instead of the settings' hours")
    drill.add_argument("--staff", type=int, help="people of the committee (settings: 7)")
    drill.add_argument("--volunteers", type=int, help="registered volunteers (settings: 40)")
    drill.add_argument("--settings", help="a file like drill.toml, with your own figures")
    drill.add_argument(
        "--what-if",
        metavar="FILE",
        help="a TOML file of figures that differ, a table a case; all are played, side by side",
    )
    drill.add_argument("--json", action="store_true", help="print JSON on standard output")
    drill.add_argument(
        "--live",
        action="store_true",
        help="train: what residents do comes into the served demo town; you answer in the browser",
    )
    drill.add_argument("--pace", type=float, default=1.0, help="with --live: times human speed (1)")
    drill.set_defaults(func=run_drill)


def run_drill(args: argparse.Namespace) -> int:
    """Live through the days; 1 when a promise was broken, 2 for figures that cannot be played."""
    from wanjia_demo.drill.settings import load_settings
    from wanjia_demo.drill.what_if import read_cases

    try:
        own = Path(args.settings).read_text("utf-8") if args.settings else None
        load_settings(own)
        settings = load_settings(own, _asked(args), "wanjia drill")
        cases = read_cases(Path(args.what_if), own, _asked(args)) if args.what_if else {}
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    if args.live:
        from wanjia_demo.drill.live import run_live

        return run_live(settings, args.seed, args.pace)
    if cases:
        from wanjia_demo.drill.what_if import play_all

        return play_all({"as it is": settings, **cases}, args.seed, args.json)
    try:
        found = play(settings, args.seed)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        from wanjia_demo.drill.show import show

        show(found)
    return 0 if found.kept else 1


def _asked(args: argparse.Namespace) -> dict[str, Any]:
    """Return the figures that the command line gives."""
    hours = args.days * 24 if args.days is not None else args.hours
    given = {"hours": hours, "staff": args.staff, "volunteers": args.volunteers}
    return {key: value for key, value in given.items() if value is not None}


def play(settings: Any, seed: int) -> Any:
    """Live through the days in a folder of their own; return the outcome."""
    with tempfile.TemporaryDirectory(prefix="wanjia-drill-") as folder:
        os.environ["WANJIA_DATA"] = folder
        os.environ["DATABASE_URL"] = ""
        import django

        django.setup()
        return _play(settings, seed)


def _play(settings: Any, seed: int) -> Any:
    from django.db import connection
    from django.utils import timezone

    from wanjia.core import clock
    from wanjia.core.transfer.schema import ready_database
    from wanjia_demo import making
    from wanjia_demo.drill.measure import outcome
    from wanjia_demo.drill.run import Day
    from wanjia_demo.drill.stage import Stage

    start = datetime.fromisoformat(f"{DAY}T{settings.begins.isoformat()}+08:00")
    end = start + timedelta(hours=settings.hours)
    _print_error("正在生成示范小镇… Making the demo town …")
    ready_database()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")  # the folder is thrown away: nothing to keep safe
    with clock.freeze(start):
        community = making.make()
        stage = Stage(community, settings, seed, start)
    gc.freeze()  # the town is there to stay: it is not looked through again and again
    gc.set_threshold(100_000, 20, 20)
    day = Day(stage, start)
    with timezone.override(community.timezone):
        day.live(lambda now: _print_progress(start, now, end))
        _print_error("")
        return outcome(day, end)


def _print_progress(start: datetime, now: datetime, end: datetime) -> None:
    """One line that is written over, where somebody watches."""
    if sys.stderr.isatty():
        share = (now - start) / (end - start)
        print(f"\r  {now:%m-%d %H:%M}  {share:4.0%}", end="", file=sys.stderr, flush=True)


def _print_error(text: str) -> None:
    print(text, file=sys.stderr)
