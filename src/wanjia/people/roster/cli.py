"""The `wanjia import` command: a roster or a map comes in, after one has seen what would change.

Without `--yes` it asks when it talks to a terminal. When it doesn't, it changes nothing: it ends
with 1 and says so, or with `--json` prints the difference and ends with 0.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the command."""
    command = subparsers.add_parser("import", help="import a roster or a map")
    kinds = command.add_subparsers(dest="kind", required=True, metavar="roster|places")
    for kind, run, words in (
        (
            "roster",
            _roster,
            "a roster: .xlsx, .xls, .ods, .csv (UTF-8 or GB18030), XML or HTML tables",
        ),
        ("places", _places, "a map: GeoJSON"),
    ):
        parser = kinds.add_parser(kind, help=words, description=__doc__)
        parser.add_argument("file", metavar="FILE", help=words)
        parser.add_argument(
            "--community", metavar="NAME", help="which community; made if there is none so named"
        )
        if kind == "roster":
            parser.add_argument(
                "--reading",
                metavar="KEY",
                action="append",
                default=[],
                help="read it in this way, where a question gave several to choose from",
            )
        parser.add_argument("--yes", action="store_true", help="import without asking")
        parser.add_argument("--json", action="store_true", help="print JSON on standard output")
        parser.set_defaults(func=_guarded(run))

    export = subparsers.add_parser("export", help="take the roster out as a workbook")
    export.add_argument("kind", choices=["roster"], metavar="roster")
    export.add_argument("file", metavar="FILE.xlsx", help="where to; it can be imported again")
    export.add_argument("--community", metavar="NAME", help="which community, if several")
    export.set_defaults(func=_guarded(_export))

    invited = subparsers.add_parser("invite", help="a code that lets somebody sign in, made here")
    invited.add_argument(
        "--community", metavar="NAME", help="which community, if there are several"
    )
    invited.add_argument("--role", default="head", help="head, desk, grid … (head)")
    invited.add_argument("--name", default="", help="who it is for")
    invited.add_argument("--user", metavar="USERNAME", help="whose phone is lost: let in anew")
    invited.set_defaults(func=_guarded(_invite))


def _export(args: argparse.Namespace) -> int:
    """Write everybody who lives in the community into a workbook; the journal tells of it."""
    from wanjia.core.access.viewer import system_viewer
    from wanjia.core.journal.export_log import log_export
    from wanjia.core.problems import Problem
    from wanjia.core.transfer.schema import ready_database
    from wanjia.people.communities import community_for
    from wanjia.people.roster.export import roster_workbook

    ready_database()
    community, new = community_for(args.community, "")
    if new:
        raise Problem("kernel.not_found")
    viewer = system_viewer(community.id)
    data = roster_workbook(viewer)
    try:
        Path(args.file).write_bytes(data)
    except OSError as error:
        _say(f"写不了 {args.file}：{error.strerror}。Cannot write {args.file}.")
        return 1
    log_export(viewer, "roster.workbook", Path(args.file).name)
    return 0


def _invite(args: argparse.Namespace) -> int:
    """Print the path that lets somebody in; it is good for three days and once."""
    from wanjia.core.access.viewer import Viewer
    from wanjia.core.problems import Problem
    from wanjia.core.transfer.schema import ready_database
    from wanjia.people.communities import community_for
    from wanjia.people.invitations import actions

    ready_database()
    community, new = community_for(args.community, "")
    if new:
        raise Problem("kernel.not_found" if args.community else "start.nobody")
    operator = Viewer(community.id, "head", name="wanjia invite")
    if args.user:
        rows = actions.members(operator).filter(user__username=args.user)
        member = rows.first()
        if member is None:
            raise Problem("kernel.not_found")
        _made, token = actions.lost_phone(operator, member.id)
    else:
        _made, token = actions.invite(operator, args.role, args.name)
    print(f"/join/{token}/")
    return 0


def _guarded(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Set Django up, and answer a refusal with its sentence and 1."""

    def guarded(args: argparse.Namespace) -> int:
        import django

        django.setup()
        from wanjia.core.problems import Problem

        try:
            return run(args)
        except Problem as problem:
            _refuse(problem)
            return 1

    return guarded


def _read(path: str) -> bytes:
    from wanjia.core.problems import Problem
    from wanjia.people.roster.uploads import MAX_BYTES

    try:
        if Path(path).stat().st_size > MAX_BYTES:
            raise Problem("people.upload_too_big")
        return Path(path).read_bytes()
    except OSError:
        raise Problem("people.file_missing", file=path) from None


def _roster(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from wanjia.core import clock
    from wanjia.core.transfer.schema import ready_database
    from wanjia.people.roster.actions import (
        estate_named,
        import_roster,
        read,
        refused_workbook,
        roster_difference,
    )

    data = _read(args.file)
    today = timezone.localdate(clock.now())
    roster = read(data, Path(args.file).name, today, ",".join(args.reading))
    ready_database()
    community, viewer, save = _community(args, _named_in(roster, args.file))
    estate = estate_named(community.name)
    difference = roster_difference(viewer, roster, estate_named=estate)
    _say(difference.words())
    if roster.questions:
        return _ask(args, roster, difference.to_dict())
    if difference.refused:
        _put_beside(args.file, refused_workbook(viewer, roster, estate_named=estate))
    _show(args, difference.to_dict())
    if not _agreed(args, difference.nothing):
        return _unconfirmed(args)
    save(lambda: import_roster(viewer, roster, estate_named=estate))
    _say("导入完成。Imported.")
    return 0


def _ask(args: argparse.Namespace, roster: Any, values: dict[str, Any]) -> int:
    """Print what has to be settled, with the ways to choose from; nothing is imported."""
    from wanjia.people.roster.asking import question_of, question_words

    _say("没有导入，先要问清楚。Not imported: something has to be settled first.")
    for one in roster.questions:
        _say(question_words(one))
    _show(args, {**values, "questions": [question_of(one) for one in roster.questions]})
    return 1


def _put_beside(file: str, book: bytes) -> None:
    beside = Path(f"{file}.refused.xlsx")
    try:
        beside.write_bytes(book)
    except OSError as error:
        _say(f"写不了 {beside}：{error.strerror}。Cannot write {beside}.")
    else:
        _say(f"没有收的行和原因在 {beside}\nRefused rows, each with its reason, are in {beside}")


def _places(args: argparse.Namespace) -> int:
    from wanjia.core.transfer.schema import ready_database
    from wanjia.places.estates.actions import import_places
    from wanjia.places.estates.geojson import read_places
    from wanjia.places.tracing.map_extract import is_extract

    data = _read(args.file)
    file = read_places(data)
    if is_extract(data):
        _say(
            "这是从公开地图导出的：请在网页“小区 → 画地图”里读成草图。\n"
            "This is a public map's extract: open it on the page “Estates → Draw the map”."
        )
    if file.refused:
        for one in file.refused[:50]:
            _say(f"{one.feature}: {one.zh} {one.en}")
        _show(
            args,
            {
                "refused": [
                    {"feature": one.feature, "reason": one.zh, "reason_en": one.en}
                    for one in file.refused
                ]
            },
        )
        return 1
    ready_database()
    _, viewer, save = _community(args, file.estates[0].name)
    difference = import_places(viewer, file.estates, commit=False)
    for what, counts in difference.to_dict().items():
        if counts:
            _say(f"{what}: " + ", ".join(f"{kind} {count}" for kind, count in counts.items()))
    _show(args, {**difference.to_dict(), "refused": []})
    if not _agreed(args, difference.nothing):
        return _unconfirmed(args)
    save(lambda: import_places(viewer, file.estates))
    _say("导入完成。Imported.")
    return 0


def _named_in(roster: Any, path: str) -> str:
    """What a new community is called: after the first estate the roster names, or the file."""
    return next((one.estate for one in roster.people if one.estate), Path(path).stem)


def _community(
    args: argparse.Namespace, default: str
) -> tuple[Any, Any, Callable[[Callable[[], object]], None]]:
    """The community, the program as its viewer, and how to run an act that may need to make it."""
    from django.db import transaction

    from wanjia.core.access.viewer import system_viewer
    from wanjia.people.communities import community_for

    community, new = community_for(args.community, default)

    def save(act: Callable[[], object]) -> None:
        with transaction.atomic():
            if new:
                community.save(force_insert=True)
            act()

    return community, system_viewer(community.id), save


def _agreed(args: argparse.Namespace, nothing: bool) -> bool:
    if args.yes or nothing:
        return True
    if args.json or not sys.stdin.isatty():
        return False
    print("导入吗？Import? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是")


def _unconfirmed(args: argparse.Namespace) -> int:
    from wanjia.core.problems import Problem

    _refuse(Problem("people.confirm_needed"))
    return 0 if args.json else 1


def _show(args: argparse.Namespace, value: dict[str, Any]) -> None:
    if args.json:
        print(json.dumps(value, ensure_ascii=False))


def _refuse(problem: Any) -> None:
    """Say why not, in both languages: a terminal has no switch."""
    _say(f"{problem.words('zh')}\n{problem.words('en')}")


def _say(words: str) -> None:
    print(words, file=sys.stderr)
