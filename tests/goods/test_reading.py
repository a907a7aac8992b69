"""Group buys as people write them: quantities in a line, doors in a careless sheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.core.rules.rules_file import RulesFileError
from wanjia.goods.orders.line_text import wanted
from wanjia.goods.orders.sheet_rows import Place, _words, order_rows, places

TWO = ["蔬菜A套餐", "水果B"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8-302 马丽 A1份", (1, 0)),
        ("B 2份 12-603", (0, 2)),
        ("20-1502 4份A", (4, 0)),
        ("3号201 A+B各一", (1, 1)),
        ("3号201 A、B各2份", (2, 2)),
        ("5-101 三份水果 电话联系", (0, 3)),
        ("18号楼602室 宋涛 A×2 B×1", (2, 1)),
        ("洞泾路1800弄23号603室 A1", (1, 0)),
        ("7-302 2A1B", (2, 1)),
        ("7-302 A2B1", (2, 1)),
        ("7-302 蔬菜套餐 两份 水果一份", (2, 1)),
        ("7-302 一份A，两份B", (1, 2)),
        ("7-302 都要", (1, 1)),
        ("7-302 Ａ＊２", (2, 0)),
        ("12. 9-1201 水果B 3 19900001234", (0, 3)),
    ],
)
def test_what_a_line_asks_for(text, found):
    one = wanted(text, TWO)
    assert (one.goods.get(TWO[0], 0), one.goods.get(TWO[1], 0), one.doubt) == (*found, "")


@pytest.mark.parametrize(
    ("text", "door", "many"),
    [
        ("1.295-909 6份", "295-909", 6),
        ("505 4/4", "12-505", 4),
        ("12-505 2", "12-505", 2),
        ("2607 -2", "1-2607", 2),
        ("6号303 ¥65 2箱", "6-303", 2),
        ("6号303 要十份", "6-303", 10),
    ],
)
def test_a_number_alone_is_enough_where_there_is_one_good(text, door, many):
    assert wanted(text, ["鲜奶"], door).goods == {"鲜奶": many}


@pytest.mark.parametrize(
    ("text", "doubt"),
    [("7-302", "no_quantity"), ("7-302 2份", "which_good"), ("7-302 A900", "too_many")],
)
def test_what_is_not_said_is_not_guessed(text, doubt):
    assert wanted(text, TWO).doubt == doubt


@given(st.text(max_size=60))
def test_any_line_is_read_without_falling_over(text):
    one = wanted(text, TWO)
    assert set(one.goods) <= set(TWO)
    assert all(many > 0 for many in one.goods.values()) or one.doubt


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (("", "168", "10号楼", "606是"), Place("168", "10-606")),
        (("", "洞泾路168弄", "10", "606"), Place("168", "10-606")),
        (("", "168", "10号606室", ""), Place("168", "10-606")),
        (("", "168", "", "10-606"), Place("168", "10-606")),
        (("洞泾路168弄10号606室", "", "", ""), Place("168", "10-606")),
        (("l68弄1O号606室", "", "", ""), Place("168", "10-606")),
    ],
)
def test_a_door_is_found_in_whichever_column_it_was_written(cells, first):
    assert next(iter(places(*cells))) == first


def test_a_sheet_of_the_first_program_ends_with_a_total():
    rows = [
        ["XX团购"],
        ["收货人", "联系电话", "订单总金额", "支付状态", "收货地址", "订购数量"],
        ["王芳", 19900001111.0, 60.0, "已支付", "洞泾路168弄10号606室", 2.0],
        ["李雷", "19900002222", 30, "已退款", "10号楼707", "1"],
        ["合计", None, 90, None, None, 3],
    ]
    orders, ignored = order_rows(rows)
    assert ignored == [5]
    assert [(one.row, one.paid, one.cancelled, one.quantity) for one in orders] == [
        (3, True, False, "2"),
        (4, False, True, "1"),
    ]
    assert orders[0].phone == "19900001111"
    assert "19900001111" not in orders[0].text


def test_a_sheet_of_the_second_program_is_read_by_its_columns():
    titles = ["跟团号", "下单人", "商品", "数量", "订单状态", "收货人", "联系电话", "详细地址",
              "团长", "房号（如606）", "楼号（如10）", "弄号（如168）"]  # fmt: skip
    rows = [
        titles,
        [
            "A-1",
            "x",
            "鲜奶",
            2,
            "待发货",
            "王芳",
            "19900001111",
            "",
            "团长",
            "606是",
            "10",
            "洞泾路",
        ],
        [
            "A-2",
            "x",
            "鲜奶",
            1,
            "待发货",
            "李雷",
            "19900002222",
            "",
            "团长",
            "",
            "10号707室",
            "168",
        ],
    ]
    orders, _ = order_rows(rows)
    assert [one.places[0].door for one in orders] == ["10-606", "10-707"]
    assert orders[0].order == "A-1"
    assert orders[0].paid


def test_a_sheet_without_a_door_or_a_quantity_is_none():
    assert order_rows([["姓名", "备注"], ["王", "x"]]) is None


def test_the_file_of_headings_names_what_is_wrong(tmp_path):
    file = tmp_path / "orders.toml"
    file.write_text('[headings]\nwho = "姓名"\n[words]\n', "utf-8")
    with pytest.raises(RulesFileError, match=r"orders\.toml, line 2, headings\.who"):
        _words(file)
