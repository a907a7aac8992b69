"""What a roster says of a person: ID numbers, births, phones, names, and who is who."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people.rosters import TODAY, codes, csv, good_id, read, xlsx

from wanjia.people.roster.reader.births import age_of, birth_of
from wanjia.people.roster.reader.facts import identity_of, name_of
from wanjia.people.roster.reader.phones import phones_of
from wanjia.people.roster.reader.risk_suggestions import suggested


def _wrong(number):
    return number[:-1] + ("1" if number[-1] != "1" else "2")


@pytest.mark.parametrize(
    "written",
    [
        "{}",
        "\t{}",
        "'{}",
        " {} ",
        "’{}",
        '="{}"',
        "{:.6} {:.0}",
    ],
)
def test_a_good_id_number_is_good_however_it_is_typed(written):
    number = good_id()
    text = f"{number[:6]} {number[6:]}" if ":" in written else written.format(number)
    assert identity_of(text, TODAY).number == number


def test_a_small_x_and_full_width_digits_are_good():
    number = next(one for order in range(100, 200) if (one := good_id(order=str(order)))[-1] == "X")
    assert identity_of(number.lower(), TODAY).number == number
    wide = "".join(chr(ord(one) + 0xFEE0) for one in number)
    assert identity_of(wide, TODAY).number == number


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999))
def test_any_area_and_any_real_birth_are_good_and_tell_birth_and_sex(birth, order):
    number = good_id(birth.strftime("%Y%m%d").zfill(8), f"{order:03}")
    one = identity_of(number, TODAY)
    assert (one.number, one.birth, one.good) == (number, birth, True)
    assert one.sex == ("男" if order % 2 else "女")
    assert identity_of(_wrong(number), TODAY).fault.code in ("id_check", "id_lost_digits")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("99999919850307123", "id_length"),
        ("999999850307123", "id_length"),
        (9.99999197305167e17, "id_lost_digits"),
        ("9.99999E+17", "id_lost_digits"),
        ("999999198502301234", "id_date"),
        ("999999********1234", "id_check"),
        ("999999203001011234", "id_date"),
    ],
)
def test_a_faulty_id_number_is_left_empty_and_said_to_be_so(written, code):
    one = identity_of(written, TODAY)
    assert (one.number, one.fault.code) == ("", code)


def test_a_passport_is_kept_as_it_is():
    assert identity_of("E12345678", TODAY).number == "E12345678"
    roster = read(csv("楼号,姓名,证件类型,证件号码", "5,玛丽,护照,PA 123"))
    assert (roster.people[0].id_number, roster.warnings) == ("PA123", ())


@pytest.mark.parametrize(
    "written",
    [
        "1978-08-27",
        "1978/8/27",
        "1978.08.27",
        "19780827",
        "1978年8月27日",
        "１９７８－０８－２７",
        "1978-08-27 00:00:00",
        "27/08/1978",
        19780827,
        19780827.0,
        28729,
        date(1978, 8, 27),
    ],
)
def test_a_birth_date_is_one_however_it_is_written(written):
    assert birth_of(written, TODAY).day == date(1978, 8, 27)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("1985-02-30", "1985-02-30 没有这一天"),
        ("1948.13.05", "没有13月"),
        ("2031-01-01", "出生日期在将来"),
        ("1785-01-01", "太早"),
        ("昨天", "读不懂"),
    ],
)
def test_an_impossible_birth_date_is_told(written, why):
    one = birth_of(written, TODAY)
    assert one.day is None
    assert why in one.fault.zh


@pytest.mark.parametrize(
    "written",
    [
        "20-May-1948",
        "20 May 1948",
        "May 20, 1948",
        "20th May 1948",
        "1948 May 20",
        "20.5.1948",
        "一九四八年五月二十日",
        "1948年5月20日生",
        "48年5月20日",
        "20-May-48",
        "1948-05-20T00:00:00",
    ],
)
def test_a_birth_date_in_words_and_foreign_orders_is_read(written):
    assert birth_of(written, TODAY).day == date(1948, 5, 20)


def test_a_day_that_could_be_two_is_told_unless_its_column_shows_the_order():
    one = birth_of("05/08/1948", TODAY)
    assert (one.day, one.fault.code) == (None, "birth_order")
    assert one.span == (date(1948, 5, 8), date(1948, 8, 5))
    roster = read(csv("楼号,姓名,出生日期", "5,张三,05/08/1948", "5,李四,27/08/1948"))
    assert roster.people[0].birth == date(1948, 8, 5)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("88", date(1933, 4, 19), date(1934, 4, 18)),
        ("88岁", date(1933, 4, 19), date(1934, 4, 18)),
        ("八十八岁", date(1933, 4, 19), date(1934, 4, 18)),
        ("70-79", date(1942, 4, 19), date(1952, 4, 18)),
        ("70～79岁", date(1942, 4, 19), date(1952, 4, 18)),
        ("80岁以上", date(1911, 4, 19), date(1942, 4, 18)),
        ("80+", date(1911, 4, 19), date(1942, 4, 18)),
        ("60多岁", date(1952, 4, 19), date(1962, 4, 18)),
        ("60后", date(1960, 1, 1), date(1969, 12, 31)),
        ("0", date(2021, 4, 19), date(2022, 4, 18)),
    ],
)
def test_an_age_is_a_span_of_births(written, first, last):
    assert age_of(written, TODAY).span == (first, last)


@pytest.mark.parametrize("written", ["", "年轻", "19900001234", "300", "79-70"])
def test_what_is_no_age_is_none(written):
    assert age_of(written, TODAY) is None


def test_an_age_column_is_read_and_kept_with_the_day_it_was_true():
    (one,) = read(csv("楼号,姓名,年龄", "5,张三,88")).people
    assert (one.birth, one.note) == (None, "2022年4月时88岁")
    assert one.born == (date(1933, 4, 19), date(1934, 4, 18))


def test_who_may_be_an_old_person_alone_is_suggested_however_the_age_is_written():
    rows = [
        "5,101,赵整,,1938-05-20,,",
        "5,102,赵年,,1938,,",
        "5,103,赵月,,1938年5月,,",
        "5,104,赵岁,,,84,",
        "5,105,赵科,999999193805200000,,,",
        '5,106,赵注,,,,"独居，84岁"',
        "5,107,赵青,,1999,,",
    ]
    roster = read(csv("楼号,室号,姓名,身份证号,出生日期,年龄,备注", *rows))
    kinds = [suggested(one.born, one.note, True, TODAY) for one in roster.people]
    assert kinds == [{"alone_elder"}] * 6 + [set()]


def test_a_name_written_otherwise_at_the_same_door_and_phone_is_one_person():
    roster = read(
        csv(
            "楼号,室号,姓名,电话",
            "1,102,陈国强,19900003002",
            "1,102,陳國強,19900003002",
            "1,103,John Smith,19900003003",
            "1,103,SMITH John,19900003003",
            "1,104,JOHN DOE,",
            "1,104,John Doe,19900003004",
            "1,105,John Doe,19900003005",
        )
    )
    assert [one.name for one in roster.people] == [
        "陈国强", "John Smith", "JOHN DOE", "John Doe", "John Doe",
    ]  # fmt: skip
    assert codes(roster) == [(3, "duplicate"), (5, "duplicate"), (7, "like_name")]


@given(st.dates(date(1900, 1, 1), TODAY))
def test_every_day_comes_back(day):
    for text in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
    ):
        assert birth_of(text, TODAY).day == day


def test_a_month_alone_is_kept_as_written_and_the_id_gives_the_day():
    roster = read(
        csv("楼号,姓名,出生年月,身份证号", "5,张三,1956.3,", f"5,李四,198503,{good_id()}")
    )
    assert (roster.people[0].birth, roster.people[0].note) == (None, "出生1956年3月")
    assert (roster.people[1].birth, roster.people[1].note) == (date(1985, 3, 7), "")


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        (19900001234.0, ("19900001234",)),
        ("199 0000 1234", ("19900001234",)),
        ("+86 199-0000-1234", ("19900001234",)),
        ("008619900001234", ("19900001234",)),
        ("１９９００００１２３４", ("19900001234",)),
        ("021-59901234", ("02159901234",)),
        ("59901234", ("59901234",)),
        ("19900001234/19900005678", ("19900001234", "19900005678")),
        ("19900001234 19900005678", ("19900001234", "19900005678")),
        ("女儿19900001234", ("19900001234",)),
        ("19900001234、021-59901234", ("19900001234", "02159901234")),
        ("+852 9123 4567", ("+85291234567",)),
        ("19900001234.0", ("19900001234",)),
        ("021-64330004-802", ("02164330004-802",)),
        ("64330004转802", ("64330004-802",)),
        ("021-64330004 ext. 802", ("02164330004-802",)),
        ("(021)6433-0004", ("02164330004",)),
        ("019900000120", ("19900000120",)),
        ("+44 20 7946 0958", ("+442079460958",)),
        ("0044 20 7946 0958", ("+442079460958",)),
        ("400-820-8820", ("4008208820",)),
        ("/", ()),
        ("—", ()),
        ("无", ()),
        ("", ()),
    ],
)
def test_phones_are_read_as_people_type_them(written, numbers):
    assert phones_of(written) == (numbers, None)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1.99E+10", "phone_unreadable"),
        ("1990000123", "phone_length"),
        ("199000012345", "phone_length"),
        ("忘了", "phone_unreadable"),
    ],
)
def test_a_phone_that_cannot_be_called_is_told(written, code):
    assert phones_of(written).numbers == ()
    assert phones_of(written).fault.code == code


def test_a_good_phone_beside_a_bad_one_is_kept():
    phones = phones_of("19900001234/123")
    assert (phones.numbers, phones.fault.code) == (("19900001234",), "phone_length")


@pytest.mark.parametrize(
    ("written", "name", "aside"),
    [
        ("郝　美佳", "郝美佳", ""),
        ("艾力.库尔班", "艾力·库尔班", ""),
        ("艾力•库尔班", "艾力·库尔班", ""),
        ("Maria  Gonzalez", "Maria Gonzalez", ""),
        ("张三（租）", "张三", "租"),
        ("*张三", "张三", ""),
        ("租客", "", ""),
        ("12", "", ""),
        ("𠮷㛃", "𠮷㛃", ""),
    ],
)
def test_names_have_one_form(written, name, aside):
    assert name_of(written) == (name, aside)


def test_a_phone_repeat_mark_means_the_phone_above():
    roster = read(csv("楼号,室号,姓名,电话", "5,101,张三,19900001234", ",,李四,〃", ",,王五,同上"))
    assert {one.phones for one in roster.people} == {("19900001234",)}


def test_the_sex_at_odds_with_the_id_is_left_empty():
    roster = read(csv("楼号,姓名,性别,身份证号", f"5,张三,女,{good_id(order='123')}"))
    assert codes(roster) == [(2, "sex_mismatch")]
    assert roster.people[0].sex == ""


def test_the_id_tells_sex_and_birth_where_the_roster_does_not():
    (one,) = read(csv("楼号,姓名,身份证号", f"5,张三,{good_id('19850307', '123')}")).people
    assert (one.sex, one.birth) == ("男", date(1985, 3, 7))


def test_the_same_person_again_is_told_and_counted_once():
    number = good_id()
    roster = read(
        csv(
            "楼号,室号,姓名,身份证号,电话",
            f"5,101,张三,{number},19900001234",
            f"5,101,张三,{number},",
            "5,101,张三,,19900001234",
            f"6,101,张三,{number},",
            "5,101,张三,,19900009999",
        )
    )
    assert codes(roster) == [(3, "duplicate"), (4, "duplicate"), (5, "two_dwellings")]
    assert [one.row for one in roster.people] == [2, 6]
    assert roster.households == 1


def test_one_name_with_two_ids_is_two_people():
    roster = read(
        csv("楼号,姓名,身份证号", f"5,张三,{good_id()}", f"5,张三,{good_id(order='125')}")
    )
    assert (len(roster.people), roster.warnings) == (2, ())


def test_one_id_with_two_names_is_two_people_and_told():
    roster = read(csv("楼号,姓名,身份证号", f"5,张三,{good_id()}", f"5,李四,{good_id()}"))
    assert (len(roster.people), codes(roster)) == (2, [(3, "id_shared")])


def test_notes_of_several_columns_and_a_third_phone_are_kept():
    (one,) = read(
        csv("楼号,姓名,电话,特殊人群,备注", "5,张三,19900000001/19900000002/19900000003,孕妇,养狗")
    ).people
    assert one.phones == ("19900000001", "19900000002")
    assert one.note == "养狗；孕妇；电话19900000003"


def test_real_dates_and_numbers_of_a_workbook():
    rows = [
        ["楼号", "室号", "姓名", "出生日期", "电话"],
        [5, 602.0, "张三", date(1978, 8, 27), 19900001234],
    ]
    (one,) = read(xlsx(rows)).people
    assert (one.place.room, one.birth, one.phones) == ("602", date(1978, 8, 27), ("19900001234",))
