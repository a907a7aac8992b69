"""`wanjia forecast FILE.jsonl`: when each site opens and what holds it. Needs no database."""

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from wanjia.places.text_files import decode
from wanjia.sites.sites.forecast import Opening, forecast
from wanjia.sites.sites.hold_words import why_words
from wanjia.sites.sites.report_lines import (
    LineError,
    Report,
    local,
    read_moment,
    read_reports,
    sites_of,
    works_of,
)
from wanjia.sites.sites.works import CircleError


def register(subparsers: Any) -> None:
    """Add the `forecast` command."""
    parser = subparsers.add_parser("forecast", help="forecast when sites open from hourly reports")
    parser.add_argument("file", metavar="FILE", help="one report a line as JSON, - for stdin")
    parser.add_argument("--at", metavar="T", help="now (ISO 8601); default: a site's last report")
    parser.add_argument("--json", action="store_true", help="print a JSON list")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Print one object (or one line) for each site; 0 done, 1 refused with a reason."""
    try:
        data = sys.stdin.buffer.read() if args.file == "-" else Path(args.file).read_bytes()
        text = decode(data)
    except OSError as error:
        return _refuse(f"读不到文件 cannot read {args.file}: {error.strerror}")
    except UnicodeDecodeError:
        return _refuse(f"不是 UTF-8 也不是 GB18030 neither UTF-8 nor GB18030: {args.file}")
    try:
        at = read_moment(args.at) if args.at else None
        sites = sites_of(read_reports(text))
        told = [_site(name, reports, at) for name, reports in sites.items()]
    except LineError as error:
        return _refuse(f"{error.zh}\n{error}")
    except CircleError as error:
        names = ", ".join(error.args)
        return _refuse(f"这些项目互相等待：{names}\nthese items wait for each other: {names}")
    if args.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    for one in told:
        holds = "；".join(f"{hold['item']} {hold['why']}" for hold in one["holds"])
        print(one["site"], one["opens"] or "-", one["low"], one["high"], holds, sep="\t")
    return 0


def _refuse(words: str) -> int:
    print(words, file=sys.stderr)
    return 1


def _site(name: str, reports: list[Report], at: datetime | None) -> dict[str, Any]:
    now = at or reports[-1].at
    works = works_of(reports, now)
    known = {work.key for work in works}
    for key in sorted({key for work in works for key in work.after} - known):
        words = f"{name}：{key} 没有任何报告 nothing is reported of {key}, it is left out"
        print(words, file=sys.stderr)
    told = forecast(works, local(now)).opening
    range_ = (told.since,) * 3 if told.since else (told.likely, told.early, told.late)
    opens, low, high = (_said(at, reports[0].at) for at in range_)
    return {
        "site": name,
        "opens": opens,
        "low": low,
        "high": high,
        "state": told.state,
        "holds": _holds(told),
    }


def _holds(told: Opening) -> list[dict[str, Any]]:
    return [
        {
            "item": hold.key,
            "why": " ".join(why_words(hold)),
            "code": hold.why,
            "hours": round(hold.hours, 1),
            "share": round(hold.share, 2),
        }
        for hold in told.holds
    ]


def _said(moment: datetime | None, like: datetime) -> str | None:
    """A moment in the file's own offset; None: beyond what can be told."""
    return moment.astimezone(like.tzinfo).isoformat(timespec="minutes") if moment else None
