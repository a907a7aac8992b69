"""The `wanjia distribute` command."""

import argparse
import json
import sys


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the command."""
    parser = subparsers.add_parser(
        "distribute", help="on a Citus cluster: put each table where it belongs, keys included"
    )
    parser.add_argument("--dry-run", action="store_true", help="print the plan and do nothing")
    parser.add_argument("--json", action="store_true", help="print JSON on standard output")
    parser.add_argument(
        "--shards", type=int, default=128, metavar="N", help="parts of each table (128)"
    )
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Print the plan and carry it out; again does nothing, after an interruption it goes on."""
    import django

    django.setup()
    from django.db import DEFAULT_DB_ALIAS, connections

    from wanjia.core.problems import Problem
    from wanjia.core.tenancy.cluster.distribute import distribute, plan
    from wanjia.core.tenancy.cluster.tables import placement

    try:
        todo = plan(connections[DEFAULT_DB_ALIAS], args.shards)
    except Problem as problem:
        print(problem.words(), file=sys.stderr)
        return 1
    if args.json:
        steps = [{"verb": one.verb, "table": one.table, "sql": one.sql} for one in todo]
        told = {"tables": placement(), "steps": steps, "done": not args.dry_run}
        print(json.dumps(told, ensure_ascii=False, indent=1))
        sys.stdout.flush()
    elif args.dry_run:
        for one in todo:
            print(f"{one.sql};")
    if not todo:
        print("都在该在的地方，无事可做。All lies where it belongs.", file=sys.stderr)
    if not args.dry_run:
        distribute(
            connections[DEFAULT_DB_ALIAS],
            todo,
            lambda one: print(one.verb, one.table, file=sys.stderr),
        )
    return 0
