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
    paste.add_argument(
        "file", metavar="FILE", nargs="?", help="text (UTF-8 or GB18030), - for stdin"
    )
    paste.add_argument(
        "--score", metavar="GOLD", help="labels (JSONL) of the lines: print how they were read"
    )
    paste.add_argument(
        "--train", action="store_true", help="fit the certainty; write the weights to -o FILE"
    )
    paste.add_argument("-o", dest="output", metavar="FILE", help="where the weights go")
    paste.add_argument("--seed", type=int, default=1, metavar="N", help="of the generated lines")
    paste.add_argument("--round", metavar="ID", help="the round it is for (the one open now)")
    paste.add_argument("--commit", action="store_true", help="store what is sure")
    paste.set_defaults(func=_guard_command(run_paste))
    daily = subparsers.add_parser("daily", help="the daily report")
    daily.add_argument("--date", metavar="D", type=_parse_date, help="2022-04-18; today if absent")
    daily.add_argument("--xlsx", metavar="FILE", help="write a workbook")
    daily.set_defaults(func=_guard_command(run_daily))
    for parser in (paste, daily):
        parser.add_argument("--community", metavar="NAME", help="needed where there are several")
        parser.add_argument("--json", action="store_true", help="print JSON on standard output")


def _parse_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date; write 2022-04-18") from None


def _guard_command(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Set Django up, and answer a refusal with its sentence and 1."""

    def guarded(args: argparse.Namespace) -> int:
        import django

        django.setup()
        from wanjia.core.problems import Problem

        try:
            return run(args)
        except Problem as problem:
            _print_line(problem.words())
            return 1

    return guarded


def _find_viewer(name: str | None) -> Any:
    """Return the program as viewer of the community named, or of the only one."""
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
    """Read the text.

    Print what each line says; with --commit store what is sure.
    """
    from wanjia.reports.paste.lessons import context_for
    from wanjia.reports.paste.matching import roster_index
    from wanjia.reports.paste.reader import asked_in, read, read_to_json, why_text

    if args.train:
        return _train(args)
    if args.file is None:
        _print_line("wanjia paste FILE: which file? 要读哪个文件？")
        return 2
    text = _read_text(args.file)
    viewer = _find_viewer(args.community)
    round_ = _find_round(viewer, args.round, args.commit)
    context = context_for(viewer, round_ if args.round else None)
    index = roster_index(viewer)
    readings = read(text, index, context)
    if args.commit:
        _commit_paste(viewer, text, round_)
    asked = asked_in(readings)
    if args.score:
        names = {one.id: one.name for home in index.dwellings for one in home.people}
        return _score(args, readings, asked, names)
    if args.json:
        needs = [need.to_dict() if need else None for need in asked]
        print(json.dumps(read_to_json(readings, needs=needs), ensure_ascii=False, indent=1))
        return 0
    for reading, need in zip(readings, asked, strict=True):
        doors = " ".join(reading.doors) or "-"
        told = f"[{need.urgency} {need.category}] {need.why}" if need else ""
        cells = (
            reading.line,
            reading.status,
            reading.kind,
            doors,
            reading.text.strip(),
            why_text(reading),
            told,
        )
        print(*cells, sep="\t")
    return 0


def _score(args: argparse.Namespace, readings: Any, asked: Any, names: Any) -> int:
    """Print how lines were read beside their labels: right, sure and wrong, lost, by class."""
    from dataclasses import asdict

    from wanjia.reports.paste.reader import read_to_json
    from wanjia.reports.paste.reader.score import score, table

    needs = [one.to_dict() if one else None for one in asked]
    lines = [line for line in _read_text(args.score).splitlines() if line.strip()]
    people = {
        one.line: {names[s.resident]: s.antigen or s.where or "temperature" for s in one.said}
        for one in readings
    }
    labels = [json.loads(line) for line in lines]
    result = score(read_to_json(readings, needs=needs), labels, people)
    if args.json:
        tallies = {name: asdict(tally) for name, tally in result.tallies.items()}
        print(json.dumps({"classes": tallies, "wrong": result.wrong}, ensure_ascii=False, indent=1))
        return 0
    for row in table(result):
        print(*row, sep="\t")
    for wrong in result.wrong:
        _print_line(json.dumps(wrong, ensure_ascii=False))
    return 0


def _train(args: argparse.Namespace) -> int:
    """Fit the certainty on generated lines and corrections, calibrate it, write the weights."""
    from wanjia.reports.paste.lessons import corrections
    from wanjia.reports.paste.reader.training.fitting import Case, to_toml, train

    if not args.output:
        _print_line("wanjia paste --train -o FILE: where do the weights go? 权重写到哪里？")
        return 2
    taught = corrections(_find_viewer(args.community).community_id) if args.community else []
    cases = [Case(features=one["features"], right=one["right"]) for one in taught]
    weights, report = train(args.seed, cases)
    Path(args.output).write_text(to_toml(weights), "utf-8")
    print(report)
    return 0


def _read_text(path: str) -> str:
    from wanjia.core.problems import Problem
    from wanjia.places.text_files import decode

    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return decode(data)
    except OSError:
        raise Problem("people.file_missing", file=path) from None
    except UnicodeDecodeError:
        raise Problem("paste.not_text", file=path) from None


def _find_round(viewer: Any, wanted: str | None, needed: bool) -> Any:
    """Return the round named, or the one that is open now.

    None where none is and none is needed.
    """
    from uuid import UUID

    from wanjia.core.problems import Problem
    from wanjia.reports.queries import current_rounds, latest_rounds, visible_rounds

    if wanted:
        try:
            round_ = visible_rounds(viewer).filter(id=UUID(wanted)).first()
        except ValueError:
            round_ = None
        if round_ is None:
            raise Problem("paste.round_unknown", round=wanted)
        return round_
    rounds = current_rounds(viewer) or latest_rounds(viewer)
    if needed and not rounds:
        raise Problem("paste.no_round")
    return rounds[0] if rounds else None


def _commit_paste(viewer: Any, text: str, round_: Any) -> None:
    from wanjia.reports.paste.actions import commit_paste, read_paste

    paste, new = read_paste(viewer, text, round_)
    if not new:
        _print_line("这段文字已经存过。This text is stored already.")
    stored = commit_paste(viewer, paste)
    _print_line(
        f"新 {stored.new} · 更正 {stored.corrected} · 相同 {stored.same} (new, corrected, the same)"
    )


def run_daily(args: argparse.Namespace) -> int:
    """Print the daily report, or write its workbook."""
    from django.utils import timezone

    from wanjia.core import clock
    from wanjia.reports.daily.exports import as_json, as_text, as_xlsx
    from wanjia.reports.daily.figures import figures

    viewer = _find_viewer(args.community)
    day = args.date or timezone.localdate(clock.now())
    report = figures(viewer, day)
    if args.xlsx:
        Path(args.xlsx).write_bytes(as_xlsx(report))
        _print_line(f"已写入 written: {args.xlsx}")
    if args.json:
        print(json.dumps(as_json(report), ensure_ascii=False, indent=1))
    elif not args.xlsx:
        print(as_text(report))
    return 0


def _print_line(words: str) -> None:
    print(words, file=sys.stderr)
