"""A rules file is read strictly; a slip is told with file, key and line, in both languages."""

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Literal

import pytest
from pydantic import Discriminator, Field, Tag, model_validator

from wanjia.core.rules.rules_file import (
    AboveZero,
    Hour,
    NotBlank,
    Refused,
    RulesFileError,
    RulesTable,
    Source,
    Text,
    Whole,
    one_of,
    parse_rules,
)

FILE = """\
[sources]
law = { zh = "法", en = "law" }

[[shops]]
key = "a"
name = { zh = "店", en = "shop" }
opens = "07:00"
closes = "24:00"
since = 2022-04-01
source = "law"
sells = ["milk", "rice"]
staff = 3

[shops.stock]
milk = 4
"""


@dataclass(frozen=True)
class Shop(RulesTable):
    key: NotBlank
    name: Text
    opens: Hour
    closes: Hour
    since: date
    source: Source
    sells: frozenset[Annotated[str, one_of(("milk", "rice"))]]
    staff: AboveZero
    stock: dict[str, Whole]

    @model_validator(mode="after")
    def _sells_what_it_has(self) -> "Shop":
        if strange := self.stock.keys() - self.sells:
            raise Refused("不卖这个。", "is not sold here.", "stock", min(strange))
        return self


@dataclass(frozen=True)
class Shops(RulesTable):
    sources: dict[str, Text]
    shops: Annotated[tuple[Shop, ...], Field(min_length=1)]


def refused(text: str) -> RulesFileError:
    with pytest.raises(RulesFileError) as caught:
        parse_rules(Shops, text, "shops.toml")
    return caught.value


def test_what_stands_in_the_file_becomes_values():
    (shop,) = parse_rules(Shops, FILE, "shops.toml").shops
    assert (shop.name, shop.source) == (Text("店", "shop"), Text("法", "law"))
    assert (shop.opens, shop.closes, shop.since) == (time(7), time(0), date(2022, 4, 1))
    assert (shop.sells, shop.stock) == ({"milk", "rice"}, {"milk": 4})


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "why"),
    [
        ('key = "a"', 'key = " "', 5, "shops[1].key", "a text that is not empty"),
        ('key = "a"\n', "", 4, "shops[1].key", "is missing"),
        ("staff = 3", 'staff = "3"', 12, "shops[1].staff", "a whole number"),
        ("staff = 3", "staff = true", 12, "shops[1].staff", "a whole number"),
        ("staff = 3", "staff = 0", 12, "shops[1].staff", "1 or more"),
        ("staff = 3", "staf = 3", 4, "shops[1].staff", "is missing"),
        ("staff = 3", "staff = 3\ncolour = 1", 13, "shops[1].colour", "no such key"),
        ('en = "shop"', 'fr = "shop"', 6, "shops[1].name.en", "is missing"),
        ('name = { zh = "店", en = "shop" }', 'name = "店"', 6, "shops[1].name", "both languages"),
        ('closes = "24:00"', 'closes = "24:01"', 8, "shops[1].closes", "a time such as"),
        ("since = 2022-04-01", 'since = "spring"', 9, "shops[1].since", "a date such as"),
        ('source = "law"', 'source = "rumour"', 10, "shops[1].source", "no “rumour”"),
        ('"rice"]', '"gold"]', 11, "shops[1].sells", "“gold” is none of milk, rice"),
        ("milk = 4", "milk = 4.5", 15, "shops[1].stock.milk", "a whole number"),
        ("milk = 4", "gold = 4", 15, "shops[1].stock.gold", "is not sold here"),
        ("[[shops]]", "[[shop]]", 1, "shops", "must be a list"),
        ("staff = 3", "staff = = 3", 12, "", "not well-formed TOML"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_file_key_line_and_why(old, new, line, key, why):
    assert old in FILE
    error = refused(FILE.replace(old, new, 1))
    assert (error.file, error.line, error.key) == ("shops.toml", line, key)
    assert why in error.words("en")
    assert error.words("zh").startswith(f"shops.toml 第 {line} 行")
    assert str(error) == error.words("en")


def test_of_two_slips_the_first_in_the_file_is_told():
    text = FILE.replace("milk = 4", "milk = -1").replace("staff = 3", "staff = -1")
    assert refused(text).key == "shops[1].staff"


def test_the_branch_of_a_choice_is_no_part_of_the_key():
    @dataclass(frozen=True)
    class Choice(RulesTable):
        value: Annotated[
            Annotated[Literal["none"], Tag("none")] | Annotated[tuple[Text, ...], Tag("lines")],
            Discriminator(lambda value: "lines" if isinstance(value, list) else "none"),
        ]

    assert parse_rules(Choice, 'value = "none"', "x.toml").value == "none"
    for wrong in ('value = "some"', 'value = [{ zh = "x" }]'):
        with pytest.raises(RulesFileError) as caught:
            parse_rules(Choice, wrong, "x.toml")
        assert caught.value.key.startswith("value")
        assert "none" not in caught.value.key
        assert "lines" not in caught.value.key
