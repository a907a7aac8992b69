"""`wanjia triage FILE.jsonl`: how urgent each request is. Needs no database."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from wanjia.triage import Verdict, triage


def register(subparsers: Any) -> argparse.ArgumentParser:
    """Add the `triage` command; return its parser, to which `needs/triage_cli.py` adds."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "triage", help="triage requests, one JSON object a line"
    )
    parser.add_argument(
        "file",
        metavar="FILE.jsonl",
        nargs="?",
        help="objects with `text`, optionally `person_risk`; - stdin",
    )
    parser.add_argument("--json", action="store_true", help="print a JSON list")
    parser.set_defaults(func=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print a verdict for each line that is not blank; 0 done, 1 when a line cannot be read."""
    try:
        data = sys.stdin.buffer.read() if args.file == "-" else Path(args.file).read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        return _refuse(f"读不到文件 cannot read {args.file}: {error.strerror}")
    except UnicodeDecodeError:
        return _refuse(f"不是 UTF-8 not UTF-8: {args.file}")
    verdicts: list[Verdict] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            verdicts.append(_verdict(line))
        except ValueError as error:
            return _refuse(f"第 {number} 行 line {number}: {error}")
    if args.json:
        print(json.dumps([one.to_dict() for one in verdicts], ensure_ascii=False, indent=1))
        return 0
    for one in verdicts:
        print(one.urgency, one.category, f"{one.deadline_hours} h", one.why, sep="\t")
    return 0


def _verdict(line: str) -> Verdict:
    """Triage one line; raises ValueError saying what is wrong with it."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"不是 JSON not JSON ({error.msg})") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ValueError("缺 text（文字） a `text` is missing")
    risk = row.get("person_risk") or []
    if not isinstance(risk, list) or not all(isinstance(one, str) for one in risk):
        raise ValueError("person_risk 要是文字的列表 person_risk must be a list of texts")
    return triage(row["text"], risk)


def _refuse(words: str) -> int:
    print(f"wanjia triage: {words}", file=sys.stderr)
    return 1
