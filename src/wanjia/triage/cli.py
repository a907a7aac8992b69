"""`wanjia triage FILE.jsonl`: how urgent each request is; score, or train. Needs no database."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wanjia.triage.verdict import Verdict


def register(subparsers: Any) -> argparse.ArgumentParser:
    """Add the `triage` command; return its parser, to which `needs/triage_cli.py` adds."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "triage", help="triage requests, one JSON object a line"
    )
    parser.add_argument(
        "files",
        metavar="FILE.jsonl",
        nargs="*",
        help="objects with `text`, optionally `person_risk`; - stdin",
    )
    parser.add_argument("--json", action="store_true", help="print a JSON list")
    parser.add_argument(
        "--score", action="store_true", help="score labelled files (urgency, category) in a table"
    )
    parser.add_argument(
        "--train",
        action="store_true",
        help="train new weights on the project's grammar, labelled files and lines of --overruled",
    )
    parser.add_argument("-o", "--output", metavar="FILE.npz", help="where new weights are written")
    parser.set_defaults(func=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print a verdict a line, a table of scores, or train; 0 done, 1 refused, 2 wrong usage."""
    if args.train:
        return _train(args.files, args.output)
    if not args.files:
        print("wanjia triage: 请给出文件 a file is needed", file=sys.stderr)
        return 2
    try:
        sets = {name: _rows(name, labelled=args.score) for name in args.files}
    except ValueError as error:
        return _refuse(str(error))
    if args.score:
        return _score(sets)
    verdicts = [_verdict(row) for rows in sets.values() for row in rows]
    if args.json:
        print(json.dumps([one.to_dict() for one in verdicts], ensure_ascii=False, indent=1))
        return 0
    for one in verdicts:
        urgency = f"{one.urgency}?" if one.unsure else str(one.urgency)
        print(urgency, one.category, f"{one.deadline_hours} h", one.why, sep="\t")
    return 0


def _score(sets: dict[str, list[dict[str, Any]]]) -> int:
    from wanjia.triage.assess import triage
    from wanjia.triage.scoring import score, table

    triage("热身")  # loading is not counted
    print(table({Path(name).stem: score(rows, triage) for name, rows in sets.items()}))
    return 0


def _train(files: Sequence[str], output: str | None) -> int:
    from wanjia.triage.retraining import Refused, retrain
    from wanjia.triage.training import TrainingError

    if not output:
        print("wanjia triage --train: 请用 -o 给出文件 -o FILE.npz is needed", file=sys.stderr)
        return 2
    try:
        corrections = {name: _rows(name, labelled=True) for name in files}
        print(retrain(corrections, Path(output)))
    except (TrainingError, ValueError, Refused) as error:
        return _refuse(str(error))
    return 0


def _rows(name: str, labelled: bool) -> list[dict[str, Any]]:
    """Read one file; raises ValueError saying what is wrong with it, and in which line."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise ValueError(f"读不到文件 cannot read {name}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ValueError(f"不是 UTF-8 not UTF-8: {name}") from None
    if labelled:
        from wanjia.triage.corrections import read_corrections

        return read_corrections(text.splitlines())
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                rows.append(_row(line))
            except ValueError as error:
                raise ValueError(f"第 {number} 行 line {number}: {error}") from None
    return rows


def _row(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"不是 JSON not JSON ({error.msg})") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ValueError("缺 text（文字） a `text` is missing")
    risk = row.get("person_risk") or []
    if not isinstance(risk, list) or not all(isinstance(one, str) for one in risk):
        raise ValueError("person_risk 要是文字的列表 person_risk must be a list of texts")
    return row


def _verdict(row: dict[str, Any]) -> Verdict:
    from wanjia.triage.assess import triage

    return triage(row["text"], row.get("person_risk") or [])


def _refuse(words: str) -> int:
    print(f"wanjia triage: {words}", file=sys.stderr)
    return 1
