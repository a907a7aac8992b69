"""`wanjia paste` and `wanjia daily`: pasted text against the roster; the daily report."""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the commands."""
    paste = subparsers.add_parser("paste", help="read pasted text against the roster")
    paste.add_argument("file", metavar="FILE", help="text (UTF-8 or GB18030), - for stdin")
    paste.add_argument("--round", metavar="ID", help="the round it is for (the one open now)")
    paste.add_argument("--commit", action="store_true", help="store what is sure")
    paste.set_defaults(func=_guarded(run_paste))
    daily = subparsers.add_parser("daily", help="the daily report")
    daily.add_argument("--date", metavar="D", type=_date, help="2022-04-18; today if absent")
    daily.add_argument("--xlsx", metavar="FILE", help="write a workbook")
    daily.set_defaults(func=_guarded(run_daily))
    for parser in (paste, daily):
        parser.add_argument("--community", metavar="NAME", help="needed where there are several")
        parser.add_argument("--json", action="store_true", help="print JSON on standard output")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date; write 2022-04-18") from None


def _guarded(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Set Django up, and answer a refusal with its sentence and 1."""

    def guarded(args: argparse.Namespace) -> int:
        import django

        django.setup()
        from wanjia.core.problems import Problem

        try:
            return run(args)
        except Problem as problem:
            _say(problem.words())
            return 1

    return guarded


def _viewer(name: str | None) -> Any:
    """The program as the viewer of the community named, or of the only one; its zone is spoken."""
    from zoneinfo import ZoneInfo

    from django.utils import timezone

    from wanjia.core.access.viewer import system_viewer
    from wanjia.core.problems import Problem
    from wanjia.core.transfer.schema import ready_database
    from wanjia.people.communities import community_for

    ready_database()
    community, new = community_for(name, "")
    if new:
        raise Problem("people.community_unknown", name=name or "—")
    timezone.activate(ZoneInfo(community.timezone))
    return system_viewer(community.id)


def run_paste(args: argparse.Namespace) -> int:
    """Read the text; print what each line says; with --commit store what is sure."""
    from wanjia.reports.paste.matching import context_of, roster_index
    from wanjia.reports.paste.reader import asked_in, read, read_to_json, why_text

    text = _read(args.file)
    viewer = _viewer(args.community)
    round_ = _round(viewer, args.round, args.commit)
    readings = read(text, roster_index(viewer), context_of(round_ if args.round else None))
    if args.commit:
        _commit(viewer, text, round_)
    asked = asked_in(readings)
    if args.json:
        needs = [one.to_dict() if one else None for one in asked]
        print(json.dumps(read_to_json(readings, needs=needs), ensure_ascii=False, indent=1))
        return 0
    for one, need in zip(readings, asked, strict=True):
        doors = " ".join(one.doors) or "-"
        told = f"[{need.urgency} {need.category}] {need.why}" if need else ""
        cells = (one.line, one.status, one.kind, doors, one.text.strip(), why_text(one), told)
        print(*cells, sep="\t")
    return 0


def _read(path: str) -> str:
    from wanjia.core.problems import Problem
    from wanjia.places.text_files import decode

    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return decode(data)
    except OSError:
        raise Problem("people.file_missing", file=path) from None
    except UnicodeDecodeError:
        raise Problem("paste.not_text", file=path) from None


def _round(viewer: Any, wanted: str | None, needed: bool) -> Any:
    """The round named, or the one that is open now; None where none is and none is needed."""
    from uuid import UUID

    from wanjia.core.problems import Problem
    from wanjia.reports.queries import current_rounds, latest_rounds, visible_rounds

    if wanted:
        try:
            found = visible_rounds(viewer).filter(id=UUID(wanted)).first()
        except ValueError:
            found = None
        if found is None:
            raise Problem("paste.round_unknown", round=wanted)
        return found
    rounds = current_rounds(viewer) or latest_rounds(viewer)
    if needed and not rounds:
        raise Problem("paste.no_round")
    return rounds[0] if rounds else None


def _commit(viewer: Any, text: str, round_: Any) -> None:
    from wanjia.reports.paste.actions import commit_paste, read_paste

    paste, new = read_paste(viewer, text, round_)
    if not new:
        _say("这段文字已经存过。This text is stored already.")
    stored = commit_paste(viewer, paste)
    _say(
        f"新 {stored.new} · 更正 {stored.corrected} · 相同 {stored.same} (new, corrected, the same)"
    )


def run_daily(args: argparse.Namespace) -> int:
    """Print the daily report, or write its workbook."""
    from django.utils import timezone

    from wanjia.core import clock
    from wanjia.reports.daily.exports import as_json, as_text, as_xlsx
    from wanjia.reports.daily.figures import figures

    viewer = _viewer(args.community)
    day = args.date or timezone.localdate(clock.now())
    report = figures(viewer, day)
    if args.xlsx:
        Path(args.xlsx).write_bytes(as_xlsx(report))
        _say(f"已写入 written: {args.xlsx}")
    if args.json:
        print(json.dumps(as_json(report), ensure_ascii=False, indent=1))
    elif not args.xlsx:
        print(as_text(report))
    return 0


def _say(words: str) -> None:
    print(words, file=sys.stderr)
