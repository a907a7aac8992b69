"""`wanjia check`: whether journal and state agree."""

import argparse
import json
import sys
import time
from collections import Counter
from typing import Any


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the command."""
    parser = subparsers.add_parser("check", help="say whether journal and state agree")
    parser.add_argument("--json", action="store_true", help="print JSON on standard output")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Look at everything; return 0 where all holds, 1 where something does not."""
    import django

    django.setup()
    from django.db import Error

    from wanjia.core.database_errors import problem_of

    try:
        return _check(args)
    except Error as error:
        problem = problem_of(error)
        if problem is None:
            raise
        _say(f"{problem.words('zh')}\n{problem.words('en')}")
        return 1


def _check(args: argparse.Namespace) -> int:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from wanjia.core.encryption import canary
    from wanjia.core.integrity import all_checks, run_checks
    from wanjia.core.invariants import broken_file

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _say("数据库是旧版本的，或还是空的。请先运行一次 wanjia serve，再检查。")
        _say("The database is empty or of an older version: run wanjia serve once, then check.")
        return 1
    canary.require()
    begun = time.monotonic()
    file = broken_file()
    findings = [] if file else list(run_checks())
    seconds = round(time.monotonic() - begun, 2)
    every = all_checks()
    if args.json:
        said = {
            "clean": not (file or findings),
            "checks": len(every),
            "seconds": seconds,
            "file": file,
            "findings": [_told(one) for one in findings],
        }
        print(json.dumps(said, ensure_ascii=False))
    _print_file(file)
    _print(findings)
    if not (file or findings):
        _say(f"都对得上。All {len(every)} checks hold ({seconds:g} s).")
    return 1 if file or findings else 0


def _told(one: Any) -> dict[str, Any]:
    check = one.check
    (what, do), (what_en, do_en) = check.words("zh"), check.words("en")
    return {
        "check": check.name,
        "community": one.community,
        "table": one.found.table,
        "id": one.found.id,
        "where": one.found.where,
        "what": {"zh": what, "en": what_en},
        "do": {"zh": do, "en": do_en},
        "more": one.more,
    }


def _print_file(file: list[str]) -> None:
    if not file:
        return
    _say("数据库文件坏了。请停下服务，用最近的备份恢复（wanjia restore）。")
    _say("The database file is damaged: stop the server and restore the latest backup.")
    for one in file:
        _say(f"  {one}")


def _print(findings: list[Any]) -> None:
    """Each rule that is broken once, with where, and what to do."""
    count = Counter(one.check.name for one in findings)
    shown: set[str] = set()
    for one in findings:
        check = one.check
        if check.name not in shown:
            shown.add(check.name)
            (what, do), (what_en, do_en) = check.words("zh"), check.words("en")
            _say(f"{check.name} ({count[check.name]}): {what} · {what_en}")
            _say(f"  → {do}\n  → {do_en}")
        where = f"  {one.found.where}" if one.found.where else ""
        _say(f"    {one.community}  {one.found.table} {one.found.id}{where}")
        if one.more:
            _say(f"    … +{one.more}")


def _say(words: str) -> None:
    print(words, file=sys.stderr)
