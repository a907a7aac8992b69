"""`wanjia key`: the sealing key on three sheets of paper, of which any two bring it back.

Shamir's secret sharing in the words of SLIP-39 (each part ends in a checksum, so a slip of the pen
is told), by the library shamir-mnemonic. One part alone tells nothing of the key.
"""

import argparse
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext_noop as _

from wanjia.core.problems import Problem, declare_problems

PARTS, NEEDED = 3, 2
WIDTH = 60  # letters in a line of a sheet

declare_problems(
    {
        "key.none": (_("{folder} 里没有 seal.key，没有什么可分。"), 404),
        "key.part_wrong": (
            _("第 {number} 份的词抄得不对：请逐个对照纸上的词，一共 {words} 个，中间用空格。"),
            422,
        ),
        "key.parts_few": (_("要两份不同的：现在只有 {count} 份能用。"), 422),
        "key.parts_foreign": (_("这两份不是同一次分出来的。请找同一天、同一个编号的两份。"), 422),
        "key.there": (
            _("{folder} 里已有另一把 seal.key。请先把它移到别处，再合一次；什么都没有动。"),
            409,
        ),
    }
)


def split_key(text: str) -> list[str]:
    """Return the three parts of a key (hex), as words; any two of them bring it back."""
    import shamir_mnemonic

    key = bytes.fromhex(text)
    # No passphrase: a forgotten one would be a lost key again. So no rounds against guessing it.
    [parts] = shamir_mnemonic.generate_mnemonics(
        1, [(NEEDED, PARTS)], key, extendable=True, iteration_exponent=0
    )
    return list(parts)


def join_key(parts: Iterable[str]) -> str:
    """Return the key (hex) of two parts; extra parts and spaces do no harm.

    Raises Problem `key.part_wrong` with the number of the part, `key.parts_few`,
    `key.parts_foreign`.
    """
    import shamir_mnemonic
    from shamir_mnemonic.share import Share

    shares: dict[int, Share] = {}
    for number, part in enumerate(parts, 1):
        words = " ".join(part.lower().split())
        try:
            share = Share.from_mnemonic(words)
        except shamir_mnemonic.MnemonicError:
            raise Problem("key.part_wrong", number=number, words=len(words.split())) from None
        shares.setdefault(share.index, share)
    if len(shares) < NEEDED:
        raise Problem("key.parts_few", count=len(shares))
    chosen = list(shares.values())[:NEEDED]
    try:
        return shamir_mnemonic.combine_mnemonics([share.mnemonic() for share in chosen]).hex()
    except shamir_mnemonic.MnemonicError:
        raise Problem("key.parts_foreign") from None


def sheet_of(number: int, part: str, mark: str, day: str) -> str:
    """Return one part as it is printed: what it is, where it goes, its words in numbered lines."""
    words = part.split()
    numbered = [f"{at:2}. {word}" for at, word in enumerate(words, 1)]
    columns = [numbered[at : at + 4] for at in range(0, len(numbered), 4)]
    rows = "\n".join("  " + "".join(f"{cell:<18}" for cell in row).rstrip() for row in columns)
    said = (
        f"万家密钥 第 {number} 份，共 {PARTS} 份 · 编号 {mark} · {day}\n"
        f"任意 {NEEDED} 份合起来就是 seal.key：没有它，备份里的电话、证件号和住户链接打不开。\n"
        f"{PARTS} 份分给 {PARTS} 个人，放在不同的地方；不要拍照，不要发群。\n"
        "要用时：wanjia key join，逐份输入下面的词。\n\n"
        f"Wanjia key, part {number} of {PARTS} · mark {mark} · {day}\n"
        + textwrap.fill(
            f"Any {NEEDED} parts make seal.key, without which phones, ID numbers and household "
            f"links of a backup stay shut. Give the {PARTS} to different people; take no picture, "
            "send them nowhere. To use them: wanjia key join, then type the words of each.",
            WIDTH,
        )
    )
    return f"{said}\n\n{rows}\n"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter the command."""
    parser = subparsers.add_parser("key", help="the sealing key on paper: split it, or join parts")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    split = acts.add_parser("split", help=f"print {PARTS} sheets, any {NEEDED} of which are enough")
    split.set_defaults(func=_run_split)
    join = acts.add_parser("join", help="write seal.key from two parts, typed line by line")
    join.set_defaults(func=_run_join)


def _run_split(_args: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.conf import settings

    from wanjia.core import clock
    from wanjia.core.backup import keys

    text = keys.texts(Path(settings.DATA)).get(keys.SEAL)
    if not text:
        raise Problem("key.none", folder=settings.DATA)
    mark, day = keys.hash_of(text)[:6], f"{clock.now():%Y-%m-%d}"
    sheets = [sheet_of(number, part, mark, day) for number, part in enumerate(split_key(text), 1)]
    print("\f".join(sheets))
    print(
        f"印出来（例如 wanjia key split | lp），或抄在纸上；屏幕和文件不要留。编号 {mark}。\n"
        f"Print it (such as wanjia key split | lp) or copy it out; leave no file. Mark {mark}.",
        file=sys.stderr,
    )
    return 0


def _run_join(_args: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.conf import settings

    from wanjia.core.backup import keys
    from wanjia.core.encryption import canary

    folder = Path(settings.DATA)
    print(
        f"逐份输入，每份一行，词用空格隔开；输完 {NEEDED} 份按 Ctrl-D（Windows：Ctrl-Z 回车）。\n"
        f"Type a part a line, words with spaces; after {NEEDED} parts press Ctrl-D.",
        file=sys.stderr,
    )
    text = join_key(line for line in sys.stdin if line.strip())
    here = keys.texts(folder).get(keys.SEAL)
    if here and here != text:
        raise Problem("key.there", folder=folder)
    if not here:
        keys.put(folder, keys.SEAL, text)
    canary.require()
    mark = keys.hash_of(text)[:6]
    print(f"seal.key 已放回 {folder}，编号 {mark}。 It is back. Mark {mark}.", file=sys.stderr)
    return 0
