"""`wanjia plan`: plans for an estate graph in a file, without a database."""

import argparse
import json
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wanjia.zoning.plans.graph import EstateGraph, read_graph
from wanjia.zoning.plans.planner import (
    DEFAULT_WEIGHT,
    Plan,
    as_weight,
    cut_off_anyway,
    plan_command,
    plans,
)
from wanjia.zoning.plans.planner_text import COLUMNS, NOTES, Refused, pick
from wanjia.zoning.plans.shadow import read_contacts, shadow_of, shadow_words
from wanjia.zoning.plans.staffing import staffing_of, staffing_words

MOST_FREE = 100_000


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
        type=_split_ids,
        required=True,
        help="the stairwells with a case, by their ids in the graph",
    )
    parser.add_argument(
        "--weight",
        metavar="W",
        type=_check_weight,
        default=str(DEFAULT_WEIGHT),
        help=f"residents sealed that one guard is worth ({DEFAULT_WEIGHT})",
    )
    parser.add_argument(
        "--free",
        metavar="N",
        type=_check_free,
        help="people who are free to stand at posts: says whether the plan can be staffed",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--lang", choices=["zh", "en"], default="zh", help="of the table (zh)")
    parser.set_defaults(func=run_plan)


def run_plan(args: argparse.Namespace) -> int:
    """Print the plans; return 0 done, 1 refused with a reason."""
    try:
        data = _load_json(args.graph)
        answer = plan_command(data, args.cases, args.weight)
        graph = read_graph(data)
    except Refused as refusal:
        print(f"wanjia plan: {refusal.words(args.lang)}", file=sys.stderr)
        return 1
    _warn_cut_off(graph, args.lang)
    offered = plans(graph, args.cases, args.weight)
    staffing = None
    if args.free is not None:
        best = next(plan for plan in offered if plan.recommended)
        staffing = staffing_of(best.guards, best.residents, offered, args.free)
        answer["staffing"] = staffing.to_dict()
    if args.json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        print(_format_table(offered, args.lang))
        if staffing:
            print(staffing_words(staffing, args.lang))
        _tell_shadow(answer, data, graph, args.lang)
    return 0


def _tell_shadow(answer: dict[str, Any], data: Any, graph: EstateGraph, language: str) -> None:
    """Say what follows from the contacts beyond the recommended plan, and what holding them costs.

    Nothing where none follows.
    """
    best = next(plan for plan in answer["plans"] if plan["recommended"])
    words = shadow_words(shadow_of(read_contacts(data, graph), best["sealed"]), language)
    if not words:
        return
    print(words)
    if holding := answer["with_contacts"]:
        told = holding | {"doors": " ".join(holding["sealed"])}
        print(pick(NOTES["with_contacts"], language).format(**told))


def _split_ids(text: str) -> list[str]:
    ids = [part.strip() for part in text.replace("，", ",").split(",")]
    ids = list(dict.fromkeys(stairwell_id for stairwell_id in ids if stairwell_id))
    if not ids:
        raise argparse.ArgumentTypeError("name at least one stairwell")
    return ids


def _check_weight(text: str) -> str:
    try:
        as_weight(text)
    except Refused as refusal:
        raise argparse.ArgumentTypeError(refusal.words("en")) from None
    return text


def _check_free(text: str) -> int:
    if not text.isdecimal() or int(text) > MOST_FREE:
        raise argparse.ArgumentTypeError(
            f"卡口能用的人应是 0 到 {MOST_FREE} 的整数。 a whole number from 0 to {MOST_FREE}"
        )
    return int(text)


def _load_json(name: str) -> Any:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_refuse_twice)
    except OSError as error:
        raise Refused("plan.no_file", file=name, why=error.strerror) from None
    except UnicodeDecodeError:
        raise Refused("plan.not_utf8", file=name) from None
    except json.JSONDecodeError as error:
        raise Refused("plan.not_json", file=name, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise Refused("plan.not_json", file=name, line=1, column=1) from None


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a key given twice would silently hide the first."""
    items = dict(pairs)
    if len(items) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Refused("graph.duplicate", where="{…}", id=twice)
    return items


def _warn_cut_off(graph: EstateGraph, language: str) -> None:
    stuck = cut_off_anyway(graph)
    if stuck:
        ids = ", ".join(stairwell.id for stairwell in graph.stairwells if stairwell.id in stuck)
        print(
            f"wanjia plan: {pick(NOTES['cut_off_anyway'], language).format(ids=ids)}",
            file=sys.stderr,
        )


def _format_table(offered: Sequence[Plan], language: str) -> str:
    """Return the plans as aligned columns, the recommended one marked."""
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
    widths = [max(map(_display_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_format_line(row, widths) for row in rows)


def _format_line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (
        " " * (width - _display_width(cell)) + cell
        if 0 < place < 5
        else cell + " " * (width - _display_width(cell))
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(cells).rstrip()


def _display_width(text: str) -> int:
    """Return columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
