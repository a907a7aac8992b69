"""`wanjia roster FILE`: how a roster is read, with nothing stored; needs no database.

With --score, FILE is a roster, or a folder of rosters, and GOLD what is really in it: a JSON file,
or a folder with one NAME.json (NAME.xlsx.json or NAME.json) for each roster NAME.xlsx.

A gold file: {"people": [{...}, ...], "ask": false, "households": 32, "stairwells": 3}
  "people"  everybody who lives there, once each:
    "name"                                 needed
    "door": "3-2-502"                      or "stairwell" ("building" and "unit" are joined: 3-2)
                                           and "room" ("" for a villa)
    "estate", "lane"                       checked where given
    "phone" or "phones"                    text or list, digits alone (02164330004x802 for an
                                           extension, +852… for a foreign one); all are compared
    "birth": "1948-05-20" (or "1948-05", "1948") or "age": "88" or "70-79"
    "id_number", "sex", "relation", "register", "note"   (a note need only be held)
  What a person or the file does not give is not checked. "ask": true says that the file cannot
  be read without a question. The outcome is whole (everything right), asked (a question was put
  and nothing taken in) or wrong. `wanjia roster FILE --json` prints people in the same form.
"""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

SHOWN = 8


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the command."""
    parser = subparsers.add_parser(
        "roster",
        help="show how a roster is read; nothing is stored",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", help="a roster, or a folder of them with --score")
    parser.add_argument("--reading", metavar="KEY", default="", help="read it in this way")
    parser.add_argument("--score", metavar="GOLD", help="what is really in it: see above")
    parser.add_argument("--today", metavar="DATE", help="the day of the reading (today)")
    parser.add_argument("--json", action="store_true", help="print JSON on standard output")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Read a file, or score one or a folder; 1 where a question is open or something is wrong."""
    from wanjia.core import clock

    today = date.fromisoformat(args.today) if args.today else clock.now().date()
    if args.score:
        return _score_all(args, today)
    try:
        data = Path(args.file).read_bytes()
    except OSError as error:
        print(f"读不到文件 cannot read {args.file}: {error.strerror}", file=sys.stderr)
        return 1
    roster, why = _read(data, today, args.file, args.reading)
    if roster is None:
        print(why, file=sys.stderr)
        return 1
    from wanjia.people.roster.scoring import roster_values

    values = roster_values(roster)
    if args.json:
        print(json.dumps(values, ensure_ascii=False, indent=1))
    else:
        for one in values["people"]:
            place = "-".join(filter(None, (one.get("stairwell", ""), one.get("room", ""))))
            print(one["row"], place, one["name"], *one.get("phones", ()), sep="\t")
    print(why, file=sys.stderr, end="")
    return 1 if roster.questions else 0


def _read(data: bytes, today: date, name: str, reading: str) -> tuple[Any, str]:
    """The roster, None where the file is none; and what is asked or wrong."""
    from wanjia.people.roster.asking import question_words
    from wanjia.people.roster.reader import Unreadable, read_roster

    try:
        roster = read_roster(data, today, name, reading)
    except Unreadable as why:
        return None, f"{why.zh}\n{why.en}"
    return roster, "".join(question_words(one) for one in roster.questions)


def _score_all(args: argparse.Namespace, today: date) -> int:
    files = _with_gold(Path(args.file), Path(args.score))
    if not files:
        print(f"没有找到名册和答案 no roster with a gold file: {args.file}", file=sys.stderr)
        return 1
    results = {}
    for file, gold in files:
        results[file.name] = _score_one(file, json.loads(gold.read_text("utf-8")), today)
    if args.json:
        print(json.dumps(results, ensure_ascii=False, indent=1))
    else:
        _print_table(results)
    return 0 if all(one["outcome"] in ("whole", "asked") for one in results.values()) else 1


def _with_gold(file: Path, gold: Path) -> list[tuple[Path, Path]]:
    if file.is_file():
        return [(file, gold)] if gold.is_file() else _with_gold(file.parent, gold)
    found = []
    for one in sorted(file.iterdir()):
        names = (f"{one.name}.json", f"{one.stem}.json", f"{one.name}.gold.json")
        beside = next((gold / name for name in names if (gold / name).is_file()), None)
        if one.is_file() and one.suffix != ".json" and beside:
            found.append((one, beside))
    return found


def _score_one(file: Path, gold: dict[str, Any], today: date) -> dict[str, Any]:
    from wanjia.people.roster.scoring import score

    roster, why = _read(file.read_bytes(), today, file.name, "")
    asked = roster is None or bool(roster.questions)
    result = vars(score(roster, asked, gold, today))
    return {**result, "facts": dict(result["facts"]), "why": why}


def _print_table(results: dict[str, dict[str, Any]]) -> None:
    print("file\toutcome\tpeople\tfound\tplaced\tmissing\textra\telsewhere\tfacts wrong")
    for name, one in results.items():
        lists = ("missing", "extra", "elsewhere", "wrong_facts")
        print(
            name, one["outcome"], one["people"], one["found"], one["placed"],
            *(len(one[key]) for key in lists), sep="\t",
        )  # fmt: skip
        if one["why"]:
            print(f"\t{' '.join(one['why'].split())}")
        for key in (*lists, "counts") if one["outcome"] == "wrong" else ():
            for words in one[key][:SHOWN]:
                print(f"\t{key}: {words}")
    outcomes = [one["outcome"] for one in results.values()]
    sums = {kind: outcomes.count(kind) for kind in ("whole", "asked", "wrong")}
    print(f"{len(outcomes)} files: {sums}")
