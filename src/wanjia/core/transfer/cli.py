"""`wanjia move --to URL`: all of the data to another database, and back."""

import argparse
import json
import sys
from pathlib import Path

from wanjia.core.database import database_from


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the command."""
    parser = subparsers.add_parser(
        "move", help="take all data to another database (SQLite to PostgreSQL, or back)"
    )
    parser.add_argument(
        "--to",
        required=True,
        metavar="URL",
        type=_database_url,
        help="an empty database: postgres://… or sqlite:///path",
    )
    parser.add_argument("--json", action="store_true", help="print each table's count and checksum")
    parser.set_defaults(func=run_move)


def run_move(args: argparse.Namespace) -> int:
    """Move; 0 done, 1 refused or stopped."""
    import django
    from django.conf import settings

    django.setup()
    from wanjia.core.problems import Problem
    from wanjia.core.transfer.copy import move_database

    try:
        sums = move_database(args.to, settings.DATA, _print_progress)
    except Problem as problem:
        _print_progress(problem.words("zh"))
        _print_progress(problem.words("en"))
        return 1
    except KeyboardInterrupt:
        _print_progress("已停下；再运行一次就接着搬。Stopped: run it again and it goes on.")
        return 1
    rows = sum(one["rows"] for one in sums.values())
    if args.json:
        print(json.dumps({"rows": rows, "tables": sums}))
    _print_progress(f"搬完，核对一致：{rows} 行。Moved and compared: {rows} rows.")
    _print_progress("现在把 DATABASE_URL 指向新库，再启动。Now point DATABASE_URL there and start.")
    return 0


def _database_url(text: str) -> str:
    try:
        database_from(text, Path())
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def _print_progress(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
