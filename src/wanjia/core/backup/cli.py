"""`wanjia backup` and `wanjia restore`."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

KEYS_ARE_ASIDE = (
    "密钥 seal.key、secret.key 不在这份备份里，请另存一处；"
    "没有 seal.key，恢复后看不到电话和证件号。\n"
    "The keys seal.key and secret.key are not in it: keep them elsewhere. Without seal.key the"
    " phones and ID numbers in it are lost. (--with-keys puts them in.)"
)
KEYS_ARE_IN = (
    "密钥也在里面：谁拿到这个文件，谁就看得到所有电话和证件号。请锁好。\n"
    "The keys are in it: whoever has this file can read every phone and ID number. Lock it away."
)

GIVEN_UP = (
    "没有密钥，下面这些打不开，已经清掉；其余都在。接下来：重新登记电话和证件号（上门、来电时补），"
    "重印各户二维码和订阅链接，重填群机器人的地址，各人重设第二步登录。\n"
    "Without the key these could not be opened and are cleared; all else is there. Next: enter"
    " phones and ID numbers again as people are met, print the households' QR codes and calendar"
    " links anew, enter the robots' addresses, and set up second steps of sign-in again."
)


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the commands."""
    backup = subparsers.add_parser("backup", help="copy everything into one file, while it runs")
    backup.add_argument(
        "place", metavar="FOLDER|FILE", nargs="?", type=Path, help="WANJIA_DATA/backups if absent"
    )
    backup.add_argument(
        "--keep",
        metavar="N",
        type=_positive_count,
        default=0,
        help="remove all but the N newest there",
    )
    backup.add_argument(
        "--with-keys", action="store_true", help="put seal.key and secret.key in: lock it away"
    )
    backup.set_defaults(func=_guard_command(run_backup))
    restore = subparsers.add_parser("restore", help="put a backup in the place of what is here")
    restore.add_argument("file", metavar="FILE", type=Path)
    restore.add_argument("--yes", action="store_true", help="replace the data that is here")
    restore.add_argument(
        "--without-numbers",
        action="store_true",
        help="seal.key is lost for good: give up phones, ID numbers and links, keep all the rest",
    )
    restore.set_defaults(func=_guard_command(run_restore))
    for parser in (backup, restore):
        parser.add_argument("--json", action="store_true", help="print JSON on standard output")


def _positive_count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("keep at least one")
    return number


def _guard_command(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Set Django up, and answer a refusal, or a database that fails, with its sentence and 1."""

    def guarded(args: argparse.Namespace) -> int:
        import django

        django.setup()
        from django.db import Error

        from wanjia.core.backup import problems  # noqa: F401
        from wanjia.core.database_errors import problem_of
        from wanjia.core.problems import Problem

        try:
            return run(args)
        except Problem as problem:
            _print_problem(problem)
        except (OSError, Error) as error:
            known = problem_of(error)
            if known is None:
                raise
            _print_problem(known)
        return 1

    return guarded


def _print_problem(problem: Any) -> None:
    _print_error(f"{problem.words('zh')}\n{problem.words('en')}")


def run_backup(args: argparse.Namespace) -> int:
    """Make a backup and say where it is."""
    from wanjia.core.backup.create import create_backup

    made = create_backup(args.place, with_keys=args.with_keys, keep=args.keep)
    if args.json:
        print(json.dumps(made, ensure_ascii=False))
    megabytes = f"{made['bytes'] / 1e6:.1f} MB, {made['seconds']:g} s"
    _print_error(f"备份好了 Backed up: {made['file']}（{megabytes}）")
    _print_error(KEYS_ARE_IN if args.with_keys else KEYS_ARE_ASIDE)
    return 0


def run_restore(args: argparse.Namespace) -> int:
    """Put a backup back and say where what was here is now."""
    from wanjia.core.backup.restore import restore

    done = restore(args.file, yes=args.yes, without_numbers=args.without_numbers)
    if args.json:
        print(json.dumps(done, ensure_ascii=False))
    _print_error(f"已恢复 Restored: {done['file']}（{done['at']}）")
    if done["aside"]:
        _print_error(f"原来的数据在 What was here before is in: {done['aside']}")
    if done["given_up"]:
        _print_error(GIVEN_UP)
        for name, many in done["given_up"].items():
            _print_error(f"  {name}: {many}")
    _print_error("请运行 wanjia check 看一遍，再启动。Run wanjia check, then start.")
    return 0


def _print_error(words: str) -> None:
    print(words, file=sys.stderr)
