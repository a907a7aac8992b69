"""`wanjia rehearse`: lives a community's days at compressed time and recounts every figure."""

import argparse
import json
import os
import sys
import tempfile
from datetime import date, datetime, time
from typing import Any

FIRST = "2024-02-20"  # a fortnight from here has a leap day and a month's end in it


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the command."""
    rehearse = subparsers.add_parser(
        "rehearse", help="live a community's days and recount every figure"
    )
    rehearse.add_argument("--days", type=_count, default=14, help="how many (14)")
    rehearse.add_argument(
        "--seed", type=int, default=1, help="another seed is another fortnight (1)"
    )
    rehearse.add_argument("--first", type=_day, default=FIRST, help=f"the first day ({FIRST})")
    rehearse.add_argument(
        "--from",
        dest="begin",
        choices=("demo", "roster", "both"),
        default="both",
        help="a mapped community of the demo, one imported from a roster without a map, or both",
    )
    rehearse.add_argument("--whole", action="store_true", help="all estates: 7,100 people each")
    rehearse.add_argument("--doors", type=_count, help="people behind so many stairwells only")
    rehearse.add_argument("--json", action="store_true", help="print JSON on standard output")
    rehearse.set_defaults(func=run_rehearse)


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("one at least")
    return count


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date; write {FIRST}") from None


def run_rehearse(args: argparse.Namespace) -> int:
    """Live through the days; 1 when a figure was shown otherwise than counted."""
    with tempfile.TemporaryDirectory(prefix="wanjia-rehearse-") as folder:
        os.environ["WANJIA_DATA"] = folder
        os.environ["DATABASE_URL"] = ""
        import django

        django.setup()
        lived = _live(args)
        if args.json:
            print(json.dumps(as_json(lived, args), ensure_ascii=False, indent=1))
        else:
            _show(lived)
    return 1 if lived.mismatches else 0


def _live(args: argparse.Namespace) -> Any:
    from wanjia.core.transfer.schema import ready_database
    from wanjia_demo.rehearse.life import live_through
    from wanjia_demo.rehearse.stage import LISTED, MAPPED, ZONE, make_stage

    ready_database()
    names = (MAPPED, LISTED) if args.begin == "both" else (args.begin,)
    first = args.first if isinstance(args.first, date) else date.fromisoformat(args.first)
    start = datetime.combine(first, time(), ZONE)
    _tell(f"正在准备 {len(names)} 个居民区… Making {len(names)} communities …")
    stages = [make_stage(name, start, args.seed, args.whole, args.doors) for name in names]
    return live_through(stages, first, args.days, args.seed, _tell)


def as_json(lived: Any, args: argparse.Namespace) -> dict[str, Any]:
    """Return what a rehearsal came to as plain values."""
    return {
        "days": lived.days,
        "seed": args.seed,
        "communities": lived.communities,
        "answers": lived.answers,
        "checked": dict(lived.checked),
        "scenes": lived.scenes,
        "mismatches": [one.as_json() for one in lived.mismatches],
    }


def _show(lived: Any) -> None:
    for name, people in lived.communities.items():
        print(f"{name}: {people} 人 people, {lived.days} 天 days")
    print(f"填报 answers: {lived.answers}; 核对 figures compared: {lived.checked.total()}")
    for one in lived.mismatches:
        print(
            f"{one.at:%Y-%m-%d %H:%M}  {one.community}  {one.page}  {one.figure}: "
            f"显示 shown {one.shown}, 重数 counted {one.counted}"
        )
    if not lived.mismatches:
        print("每个数字都对得上。Every figure is what was counted.")


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
