"""`wanjia plan`: plans for an estate graph in a file, without a database."""

import argparse
import json
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wanjia.zoning.plans.graph import EstateGraph, read_graph
from wanjia.zoning.plans.planner import DEFAULT_WEIGHT, Plan, as_weight, cut_off_anyway, plans
from wanjia.zoning.plans.planner_text import COLUMNS, NOTES, Refused, pick


def register(subparsers: Any) -> None:
    """Add the `plan` command to the `wanjia` parser."""
    parser = subparsers.add_parser(
        "plan",
        help="plans for an estate graph, no database needed",
        description="Propose which stairwells to seal and where guards stand. 封控方案。",
    )
    parser.add_argument("graph", metavar="GRAPH.json", help="the estate graph, or - for stdin")
    parser.add_argument(
        "--cases",
        metavar="ID[,ID…]",
        type=_ids,
        required=True,
        help="the stairwells with a case, by their ids in the graph",
    )
    parser.add_argument(
        "--weight",
        metavar="W",
        type=_weight,
        default=str(DEFAULT_WEIGHT),
        help=f"residents sealed that one guard is worth ({DEFAULT_WEIGHT})",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--lang", choices=["zh", "en"], default="zh", help="of the table (zh)")
    parser.set_defaults(func=run_plan)


def run_plan(args: argparse.Namespace) -> int:
    """Print the plans; return 0 done, 1 refused with a reason."""
    try:
        graph = read_graph(_load(args.graph))
        offered = plans(graph, args.cases, args.weight)
    except Refused as refusal:
        print(f"wanjia plan: {refusal.words(args.lang)}", file=sys.stderr)
        return 1
    _warn(graph, args.lang)
    if args.json:
        answer = {"plans": [plan.to_dict() for plan in offered]}
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        print(_table(offered, args.lang))
    return 0


def _ids(text: str) -> list[str]:
    ids = [one.strip() for one in text.replace("，", ",").split(",")]
    ids = list(dict.fromkeys(one for one in ids if one))
    if not ids:
        raise argparse.ArgumentTypeError("name at least one stairwell")
    return ids


def _weight(text: str) -> str:
    try:
        as_weight(text)
    except Refused as refusal:
        raise argparse.ArgumentTypeError(refusal.words("en")) from None
    return text


def _load(name: str) -> Any:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_object)
    except OSError as error:
        raise Refused("plan.no_file", file=name, why=error.strerror) from None
    except UnicodeDecodeError:
        raise Refused("plan.not_utf8", file=name) from None
    except json.JSONDecodeError as error:
        raise Refused("plan.not_json", file=name, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise Refused("plan.not_json", file=name, line=1, column=1) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key given twice would silently hide the first."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Refused("graph.duplicate", where="{…}", id=twice)
    return found


def _warn(graph: EstateGraph, language: str) -> None:
    stuck = cut_off_anyway(graph)
    if stuck:
        ids = ", ".join(one.id for one in graph.stairwells if one.id in stuck)
        print(
            f"wanjia plan: {pick(NOTES['cut_off_anyway'], language).format(ids=ids)}",
            file=sys.stderr,
        )


def _table(offered: Sequence[Plan], language: str) -> str:
    """The plans as aligned columns, the recommended one marked."""
    rows = [[pick(column, language) for column in COLUMNS]]
    for plan in offered:
        rows.append(
            [
                "→" if plan.recommended else "",
                str(plan.residents),
                str(plan.households),
                str(plan.guards),
                f"{plan.weight:g}",
                " ".join(f"{post.id}×{post.guards}" for post in plan.posts) or "—",
                " ".join(plan.sealed),
            ]
        )
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (
        " " * (width - _width(cell)) + cell
        if 0 < place < 5
        else cell + " " * (width - _width(cell))
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(cells).rstrip()


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
