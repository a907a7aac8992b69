"""`wanjia address FILE`: one address text a line → lane, stairwell, room. Needs no database."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wanjia.places.addresses.reader import read_address, why_text
from wanjia.places.text_files import decode


def register(subparsers: Any) -> None:
    """Add the `address` command."""
    parser = subparsers.add_parser("address", help="read addresses, one a line")
    parser.add_argument("file", metavar="FILE", help="a text file (UTF-8 or GB18030), - for stdin")
    parser.add_argument("--json", action="store_true", help="print a JSON list")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Print one object (or one line) for each line that is not blank; 0 done, 1 unreadable."""
    try:
        data = sys.stdin.buffer.read() if args.file == "-" else Path(args.file).read_bytes()
        text = decode(data)
    except OSError as error:
        print(f"读不到文件 cannot read {args.file}: {error.strerror}", file=sys.stderr)
        return 1
    except UnicodeDecodeError:
        print(f"不是 UTF-8 也不是 GB18030 neither UTF-8 nor GB18030: {args.file}", file=sys.stderr)
        return 1
    addresses = [read_address(line) for line in text.splitlines() if line.strip()]
    if args.json:
        print(json.dumps([asdict(a) for a in addresses], ensure_ascii=False, indent=1))
        return 0
    for a in addresses:
        print(a.door or "-", a.lane or "-", a.status, a.text.strip(), why_text(a.why), sep="\t")
    return 0
