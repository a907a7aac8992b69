"""The sealing key on paper: any two of three parts bring it back, one tells nothing."""

import json
import secrets
from itertools import combinations, permutations

import pytest
from tests.lost.warming import Town, Warm

from wanjia.core.encryption.fields import KEY_BYTES, KEY_FILE
from wanjia.core.encryption.key_parts import join_key, sheet_of, split_key
from wanjia.core.problems import Problem


@pytest.fixture(scope="module")
def key() -> str:
    return secrets.token_hex(KEY_BYTES)


@pytest.fixture(scope="module")
def parts(key: str) -> list[str]:
    return split_key(key)


def test_any_two_parts_in_any_order_are_the_key(key: str, parts: list[str]) -> None:
    for two in permutations(parts, 2):
        assert join_key(two) == key
    assert join_key([parts[2].upper(), f"  {parts[0].replace(' ', '   ')}\n", parts[1]]) == key
    assert len({*parts, *split_key(key)}) == 6  # each time other parts


def test_a_slip_of_the_pen_is_told_with_its_part(parts: list[str]) -> None:
    words = parts[1].split()
    wrong = [" ".join([*words[:-1]]), " ".join([words[1], words[0], *words[2:]]), "苹果 香蕉"]
    for text in wrong:
        with pytest.raises(Problem) as refused:
            join_key([parts[0], text])
        assert (refused.value.code, refused.value.params["number"]) == ("key.part_wrong", 2)


def test_too_few_parts_and_parts_of_two_keys_are_refused(parts: list[str]) -> None:
    for few in ([], [parts[0]], [parts[0], parts[0]]):
        with pytest.raises(Problem) as refused:
            join_key(few)
        assert refused.value.code == "key.parts_few"
    others = split_key(secrets.token_hex(KEY_BYTES))
    for mine, theirs in combinations(range(3), 2):
        with pytest.raises(Problem) as refused:
            join_key([parts[mine], others[theirs]])
        assert refused.value.code == "key.parts_foreign"


def test_a_sheet_holds_all_words_in_their_order(parts: list[str]) -> None:
    sheet = sheet_of(2, parts[1], "a1b2c3", "2022-04-18")
    numbered = dict(zip(range(1, 60), parts[1].split(), strict=False))
    assert all(f"{at:2}. {word}" in sheet for at, word in numbered.items())
    assert "第 2 份" in sheet
    assert "part 2 of 3" in sheet
    assert max(len(line) for line in sheet.splitlines()) <= 80


def test_what_was_split_and_lost_is_joined_and_opens_the_database(
    warm: Warm, new_town, tmp_path
) -> None:
    town: Town = new_town("sqlite")
    printed = warm.run(town, "key", "split").stdout.split("\f")
    assert len(printed) == 3
    key = (town.folder / KEY_FILE).read_text()
    (town.folder / KEY_FILE).unlink()
    lost = json.dumps([" ".join(_words_on(sheet)) for sheet in printed[1:]])
    told = warm.call(town, "tests.lost.test_key_parts:join_typed", typed=lost)
    assert (told["code"], (town.folder / KEY_FILE).read_text()) == (0, key)
    (town.folder / KEY_FILE).write_text(secrets.token_hex(KEY_BYTES))
    other = warm.call(town, "tests.lost.test_key_parts:join_typed", typed=lost)
    assert (other["code"], "另一把 seal.key" in other["said"]) == (1, True)


def _words_on(sheet: str) -> list[str]:
    """Read the numbered words of a printed sheet."""
    import re

    found = re.findall(r"(\d+)\. ([a-z]+)", sheet)
    return [word for _number, word in sorted(found, key=lambda one: int(one[0]))]


def join_typed(typed: str) -> dict[str, object]:
    """Run `wanjia key join` with typed lines, within the town's process."""
    import io
    from contextlib import redirect_stderr
    from unittest.mock import patch

    from wanjia.__main__ import main

    said = io.StringIO()
    lines = io.StringIO("\n".join(json.loads(typed)) + "\n")
    with patch("sys.stdin", lines), redirect_stderr(said):
        return {"code": main(["key", "join"]), "said": said.getvalue()}
