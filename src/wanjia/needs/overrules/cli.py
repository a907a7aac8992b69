"""`wanjia triage`: as the triage floor has it, and what officers overruled of it.

Only `--overruled` opens the database; `wanjia triage FILE` runs without one.
"""

import argparse
import json
import sys
from typing import Any

from wanjia.triage import cli


def register(subparsers: Any) -> None:
    """Add the `triage` command with `--overruled`."""
    parser = cli.register(subparsers)
    parser.add_argument(
        "--overruled",
        action="store_true",
        help="print what officers said otherwise, masked, one JSON object a line to train on",
    )
    parser.add_argument("--community", metavar="NAME", help="whose overrules")
    parser.set_defaults(func=run, usage=parser.format_usage())


def run(args: argparse.Namespace) -> int:
    """Print the overrules, or triage a file.

    0 done, 1 refused, 2 wrong usage.
    """
    if args.overruled:
        return _print_overruled(args.community)
    if not args.files and not args.train:
        print(f"{args.usage}wanjia triage: 要一个文件 a FILE.jsonl is needed", file=sys.stderr)
        return 2
    return cli.run(args)


def _print_overruled(name: str | None) -> int:
    import django

    django.setup()
    from wanjia.core.problems import Problem
    from wanjia.core.transfer.schema import ready_database
    from wanjia.needs.overrules.actions import overrules_of
    from wanjia.people.communities import community_for

    ready_database()
    try:
        community, missing = community_for(name, "")
    except Problem as problem:
        return _print_refusal(problem.words())
    if missing:
        return _print_refusal(f"没有这个居民区 there is no community {name or ''}".strip())
    for overrule in overrules_of(community.id):
        print(json.dumps(overrule, ensure_ascii=False))
    return 0


def _print_refusal(words: str) -> int:
    print(f"wanjia triage: {words}", file=sys.stderr)
    return 1
