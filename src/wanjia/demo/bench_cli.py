"""`wanjia bench`: each figure of ours beside the bare limit of the same run, as a ratio."""

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "bench"
COLUMNS = ("name", "ours", "bare", "unit", "ratio", "budget")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the command."""
    bench = subparsers.add_parser("bench", help="measure against the bare limits of this machine")
    bench.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(_names())}")
    bench.add_argument("--json", action="store_true", help="print JSON on standard output")
    bench.set_defaults(func=run_bench)


def _names() -> list[str]:
    """The benchmarks of a checkout: each file of bench/ that offers run()."""
    return sorted(
        path.stem for path in FOLDER.glob("*.py") if "\ndef run() " in path.read_text("utf-8")
    )


def run_bench(args: argparse.Namespace) -> int:
    """Run the benchmarks named, or all."""
    known = _names()
    if not known:
        print("没有找到 bench 目录：请在源码目录里运行。Run it in a checkout.", file=sys.stderr)
        return 1
    unknown = [name for name in args.names if name not in known]
    if unknown:
        print(f"没有这项 no such benchmark: {', '.join(unknown)}", file=sys.stderr)
        return 2
    rows: list[dict[str, Any]] = []
    sys.path.insert(0, str(FOLDER.parent))
    for name in args.names or known:
        print(f"… {name}", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"bench.{name}").run()
    if args.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        _print_table(rows)
    return 0


def _print_table(rows: list[dict[str, Any]]) -> None:
    cells = [COLUMNS, *(tuple(str(row.get(key, "")) for key in COLUMNS) for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(COLUMNS))]
    for line in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))
    for row in rows:
        if row.get("note"):
            print(f"{row['name']}: {row['note']}")
