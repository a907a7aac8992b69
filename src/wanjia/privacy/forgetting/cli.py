"""The `wanjia forget` command: what is no longer needed is erased or made anonymous, for good.

It shows the counts first. Without `--yes` it asks when it talks to a terminal, and else changes
nothing. It ends with a search of the whole database for what was forgotten.
"""

import argparse
import json
import sys
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the command."""
    parser = subparsers.add_parser(
        "forget", help="erase or make anonymous what is no longer needed", description=__doc__
    )
    parser.add_argument(
        "--before", metavar="DATE", required=True, type=date.fromisoformat,
        help="what was over before this day (2022-06-01), as far as the law lets it go",
    )  # fmt: skip
    parser.add_argument("--community", metavar="NAME", help="which community, if there are several")
    parser.add_argument("--dry-run", action="store_true", help="only show what would be done")
    parser.add_argument("--yes", action="store_true", help="do it without asking")
    parser.add_argument("--json", action="store_true", help="print JSON on standard output")
    parser.set_defaults(func=_run_guarded)


def _run_guarded(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from wanjia.core.problems import Problem
    from wanjia.core.rules.rules_file import RulesFileError

    try:
        return run(args)
    except RulesFileError as error:
        _print_error(f"{error.words('zh')}\n{error.words('en')}")
    except Problem as problem:
        _print_error(f"{problem.words('zh')}\n{problem.words('en')}")
    return 1


def run(args: argparse.Namespace) -> int:
    """Show what would go, ask, do it, and tell what is left."""
    from django.utils import timezone

    from wanjia.core.access.viewer import Viewer
    from wanjia.core.problems import Problem
    from wanjia.core.transfer.schema import ready_database
    from wanjia.people.communities import community_for
    from wanjia.privacy.forgetting import actions
    from wanjia.privacy.forgetting.forget import start_of_today, whats_due

    ready_database()
    community, new = community_for(args.community, "")
    if new:
        raise Problem("people.community_unknown", name=args.community or "—")
    timezone.activate(ZoneInfo(community.timezone))
    before = datetime.combine(args.before, time(), ZoneInfo(community.timezone))
    if before > start_of_today():
        raise Problem("forget.too_late")
    dues = whats_due(community.id, before)
    counts = {kind: n for kind, n in actions.counted(dues).items() if n}
    entries = actions.entries_counted(dues)
    _say_counts(counts, entries)
    if args.dry_run:
        _print_result(args, {"forgotten": {}, "would": counts, "entries": entries})
        return 0
    if not _ask_agreement(args):
        raise Problem("forget.ask_first")
    made = actions.begin(Viewer(community.id, "head", name="wanjia forget"), before)
    made = actions.work(made)
    done = {kind: n for kind, n in made.done.items() if n}
    _say_proof(made.proof)
    _print_result(args, {"forgotten": done, "entries": made.entries, "proof": made.proof})
    return 1 if made.proof["faults"] or made.proof["due"] else 0


def _say_counts(counts: dict[str, int], entries: int) -> None:
    from wanjia.privacy.forgetting.rules import schedule

    rules = schedule()
    for kind, count in counts.items():
        rule = rules[kind]
        act = {"erase": "清除 erase", "anonymise": "去掉身份 make anonymous"}[rule.what]
        _print_error(f"{rule.name.zh} {rule.name.en}: {count} · {act}")
    _print_error(f"日志 journal entries: {entries} · 去掉身份 make anonymous")


def _say_proof(proof: dict[str, Any]) -> None:
    from wanjia.privacy.forgetting.rules import schedule

    rules = schedule()
    _print_error(f"已在整个数据库里查找 searched the whole database for: {proof['looked_for']}")
    for one in proof["left"]:
        rule = rules[one["kind"]]
        _print_error(f"仍有 left: {one['where']} {one['rows']} · {rule.name.zh} {rule.name.en}")
    for one in proof["faults"]:
        _print_error(f"应清未清 SHOULD BE GONE: {one['where']} {one['rows']}")
    for kind, count in proof["held"].items():
        _print_error(f"还有用处 still needed: {rules[kind].name.zh} {rules[kind].name.en} {count}")
    if not proof["clean"]:
        _print_error(
            "文件没有整理完，请停下服务再做一次。"
            " The file could not be rewritten: stop the server and run this again."
        )


def _ask_agreement(args: argparse.Namespace) -> bool:
    if args.yes:
        return True
    if args.json or not sys.stdin.isatty():
        return False
    print("清除以后不能恢复。This cannot be undone. 清除 forget? [y/N] ",
          end="", file=sys.stderr, flush=True)  # fmt: skip
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是")


def _print_result(args: argparse.Namespace, value: dict[str, Any]) -> None:
    if args.json:
        print(json.dumps(value, ensure_ascii=False))


def _print_error(words: str) -> None:
    print(words, file=sys.stderr)
