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
        return _run_check(args)
    except Error as error:
        problem = problem_of(error)
        if problem is None:
            raise
        _print_error(f"{problem.words('zh')}\n{problem.words('en')}")
        return 1


def _run_check(args: argparse.Namespace) -> int:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from wanjia.core.encryption import canary
    from wanjia.core.integrity import all_checks, run_checks
    from wanjia.core.invariants import broken_file

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _print_error("数据库是旧版本的，或还是空的。请先运行一次 wanjia serve，再检查。")
        _print_error(
            "The database is empty or of an older version: run wanjia serve once, then check."
        )
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
            "findings": [_violation_json(finding) for finding in findings],
        }
        print(json.dumps(said, ensure_ascii=False))
    _print_file(file)
    _print_findings(findings)
    if not (file or findings):
        _print_error(f"都对得上。All {len(every)} checks hold ({seconds:g} s).")
    return 1 if file or findings else 0


def _violation_json(one: Any) -> dict[str, Any]:
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
    _print_error("数据库文件坏了。请停下服务，用最近的备份恢复（wanjia restore）。")
    _print_error("The database file is damaged: stop the server and restore the latest backup.")
    for one in file:
        _print_error(f"  {one}")


def _print_findings(findings: list[Any]) -> None:
    """Each rule that is broken once, with where, and what to do."""
    count = Counter(finding.check.name for finding in findings)
    shown: set[str] = set()
    for finding in findings:
        check = finding.check
        if check.name not in shown:
            shown.add(check.name)
            (what, do), (what_en, do_en) = check.words("zh"), check.words("en")
            _print_error(f"{check.name} ({count[check.name]}): {what} · {what_en}")
            _print_error(f"  → {do}\n  → {do_en}")
        where = f"  {finding.found.where}" if finding.found.where else ""
        _print_error(f"    {finding.community}  {finding.found.table} {finding.found.id}{where}")
        if finding.more:
            _print_error(f"    … +{finding.more}")


def _print_error(words: str) -> None:
    print(words, file=sys.stderr)
