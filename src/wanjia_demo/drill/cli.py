"""`wanjia drill`: a rehearsed day at compressed time, or beside the browser at human speed."""

import argparse
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
    drill = subparsers.add_parser("drill", help="rehearse an outbreak day and say what was late")
    drill.add_argument("--seed", type=int, default=1, help="another seed is another day (1)")
    drill.add_argument("--hours", type=int, help="how long, instead of the settings' hours")
    drill.add_argument("--settings", help="a file like drill.toml, with your own figures")
    drill.add_argument("--json", action="store_true", help="print JSON on standard output")
    drill.add_argument(
        "--live",
        action="store_true",
        help="train: what residents do comes into the served demo town; you answer in the browser",
    )
    drill.add_argument("--pace", type=float, default=1.0, help="with --live: times human speed (1)")
    drill.set_defaults(func=run_drill)


def run_drill(args: argparse.Namespace) -> int:
    """Live through the day; 1 when somebody was forgotten."""
    from wanjia_demo.drill.settings import load_settings

    try:
        settings = load_settings(Path(args.settings).read_text("utf-8") if args.settings else None)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    if args.live:
        from wanjia_demo.drill.live import run_live

        return run_live(settings, args.seed, args.pace)
    with tempfile.TemporaryDirectory(prefix="wanjia-drill-") as folder:
        os.environ["WANJIA_DATA"] = folder
        os.environ["DATABASE_URL"] = ""
        import django

        django.setup()
        found = _run_drill(settings, args.seed, args.hours)
    if args.json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        show(found)
    return 1 if found.forgotten else 0


def _run_drill(settings: Any, seed: int, hours: int | None) -> Any:
    from dataclasses import replace

    from wanjia.core import clock
    from wanjia.core.transfer.schema import ready_database
    from wanjia_demo import making
    from wanjia_demo.drill.measure import outcome
    from wanjia_demo.drill.run import Day
    from wanjia_demo.drill.stage import Stage

    start = datetime.fromisoformat(f"{DAY}T{settings.begins.isoformat()}+08:00")
    if hours:
        settings = replace(settings, hours=hours)
    _print_error("正在生成示范小镇… Making the demo town …")
    ready_database()
    with clock.freeze(start):
        community = making.make()
        stage = Stage(community, settings, seed)
    day = Day(stage, start)
    end = start + timedelta(hours=settings.hours)
    day.live(lambda now: _print_progress(start, now, end))
    _print_error("")
    return outcome(day, end)


def _print_progress(start: datetime, now: datetime, end: datetime) -> None:
    """One line that is written over, where somebody watches."""
    if sys.stderr.isatty():
        share = (now - start) / (end - start)
        print(f"\r  {now:%m-%d %H:%M}  {share:4.0%}", end="", file=sys.stderr, flush=True)


def show(found: Any) -> None:
    """Print what a drill came to."""
    needs, rounds, contacts = found.needs, found.rounds, found.contacts
    print(f"演练 Drill  seed {found.seed}  {found.started} – {found.ended}  {found.residents} 人")
    print(
        f"求助 Needs: {needs['taken']} 件 taken, {needs['closed']} 办结 closed, "
        f"{needs['answered_late']} 答复超时 answered late, "
        f"{needs['done_late']} 办理超时 done late, "
        f"{needs['told_to_head']} 上报主任 told to the head, "
        f"{needs['life_threatening']} 危及生命 life-threatening; "
        f"最长等接电话 longest wait on the phone {found.longest_wait_minutes:g} min"
    )
    for one in found.late:
        print(
            f"  {one['door']:<9} {one['category']:<20} {one['urgency']:<14} +{one['minutes']} min"
        )
    print(
        f"轮次 Rounds: {rounds['closed']} closed, {rounds['asked']} asked, "
        f"{rounds['reported']} reported, {rounds['missing']} missing"
    )
    print(
        f"异常 Alarms: {found.alarms['opened']} opened, {found.alarms['closed']} closed, "
        f"{found.alarms['late']} late"
    )
    print(
        f"联系 Contacts: {contacts['made']} made, {contacts['reached']} reached, "
        f"{contacts['by_door']} by door; now {contacts['late_now']} late of "
        f"{contacts['at_risk']} at risk"
    )
    print("用时 Minutes by role:")
    for role, spent in found.minutes.items():
        rest = ", ".join(
            f"{act} {minutes:g}"
            for act, minutes in spent.items()
            if act not in ("people", "minutes")
        )
        print(f"  {role:<10} {spent['people']:>3.0f} 人  {spent['minutes']:>7.0f} min  {rest}")
    print(f"最累 Longest day: {found.longest_day['role']} {found.longest_day['hours']} h of work")
    print(
        f"志愿者 Volunteers: {found.volunteers['on']} 在班 on; "
        f"{found.volunteers['to_keep_each_promise']} 人可守住每个时限 keep each promise; "
        f"{found.volunteers['by_shift_length']} 班 shifts of work"
    )
    if found.forgotten:
        print(f"被遗忘 Forgotten: {len(found.forgotten)}")
        for one in found.forgotten:
            print(f"  {one['what']}: {one['who']}")
    else:
        print("没有人被遗忘。Nobody was forgotten.")


def _print_error(text: str) -> None:
    print(text, file=sys.stderr)
