"""What the channels decide: the guard's refusals, the pace, the cuts, which groups, addresses."""

import unicodedata
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.channels.backends import AddressError, backend_of
from wanjia.channels.outbox.privacy_filter import Known, findings, read_words
from wanjia.channels.outbox.rate import LONGEST_WAIT, MOST_TRIES, free_at, wait_after
from wanjia.channels.outbox.routing import groups_for
from wanjia.channels.outbox.splitting import cut
from wanjia.core.rules.rules_file import RulesFileError

KNOWN = Known(
    frozenset({"张建国", "李梅", "高峰", "Anna Berg"}),
    frozenset({"19900001234"}),
    frozenset({"310117196001011234", "E12345678"}),
)


def kinds(text: str) -> list[str]:
    return [one.kind for one in findings(text, KNOWN)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("请张建国下楼取药", "name"),
        ("请张 建 国下楼取药", "name"),
        ("李梅的菜到了", "name"),
        ("Parcel for anna berg at the gate", "name"),
        ("有事打 199 0000 1234", "phone"),
        ("有事打１９９００００１２３４", "phone"),
        ("证件 310117 19600101 1234", "id_number"),
        ("证件 110105194912310021 不在本小区", "id_number"),
        ("护照 E12345678", "id_number"),
        ("23-602 阳性，请大家不要慌", "health"),
        ("23号602室有人发热", "health"),
        ("602室血透，今晚用车", "health"),
        ("A pregnant woman in flat 602", "health"),
    ],
)
def test_what_tells_of_a_resident_is_refused(text, kind):
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "如抗原阳性，请立即打居委会电话 021-59500000。",
        "明天早高峰不开门。",
        "23号、24号今天 8:00–11:00 做核酸。",
        "请 7-201、7-302 打开门上的二维码填报。",
        "阳性不要出门。\n7-201、7-302 请开门取菜。",
        "2022-04-18 起封控，到 2022-04-25。",
        "Annabel's shop opens at 9:00.",
        "",
    ],
)
def test_an_ordinary_notice_goes_through(text):
    assert findings(text, KNOWN) == []


@given(
    st.sampled_from(sorted(KNOWN.names - {"高峰", "Anna Berg"})),
    st.text(max_size=30),
    st.text(max_size=30),
)
def test_a_name_is_found_wherever_it_stands(name, before, after):
    assert "name" in [one.kind for one in findings(f"{before}{name}{after}", KNOWN)]


@given(st.integers(10**9, 2 * 10**9 - 1), st.sampled_from(["", " ", "-"]))
def test_a_phone_is_found_however_it_is_grouped(number, between):
    phone = f"1{number}"
    written = between.join((phone[:3], phone[3:7], phone[7:]))
    assert findings(f"打{written}。", Known(phones=frozenset({phone})))[0].kind == "phone"


def test_a_file_of_words_that_is_wrong_names_the_key():
    with pytest.raises(RulesFileError, match="ordinary"):
        read_words('health = ["阳性"]')
    with pytest.raises(RulesFileError, match=r"guard\.toml"):
        read_words("health = [")


def test_after_a_failure_it_waits_longer_each_time_and_gives_up():
    waits = [wait_after(tries) for tries in range(1, MOST_TRIES + 1)]
    minutes = [one.total_seconds() / 60 for one in waits[:-1] if one]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]
    assert waits[-1] is None
    assert max(one for one in waits if one) == LONGEST_WAIT


NOW = datetime(2022, 4, 18, 18, 40, tzinfo=UTC)


@given(st.lists(st.integers(0, 200), max_size=60), st.integers(1, 30))
def test_within_any_minute_a_robot_is_used_no_more_than_its_rate(ago, most):
    tried = [NOW - timedelta(seconds=one) for one in ago if one]
    at = free_at(tried, NOW, most)
    assert at >= NOW
    used = [one for one in tried if at - timedelta(seconds=60) < one]
    if len([one for one in tried if one > NOW - timedelta(seconds=60)]) <= most:
        assert len(used) < most


@given(st.text(max_size=600), st.integers(60, 400))
def test_a_cut_text_fits_and_loses_nothing(text, most):
    parts = cut(text, most)
    assert all(len(one.encode()) <= most for one in parts)
    joined = "".join(one.partition(")\n")[2] for one in parts) if len(parts) > 1 else parts[0]
    kept = lambda said: [one for one in said if not one.isspace()]  # noqa: E731
    assert kept(joined) == kept(text)


def test_a_cut_is_made_at_a_line_end():
    parts = cut("第一行，请下楼。\n" * 10, 120)
    assert all(one.endswith("。") for one in parts)
    assert parts[0].startswith(f"(1/{len(parts)})")


def ids(*numbers: int) -> frozenset[UUID]:
    return frozenset(UUID(int=one) for one in numbers)


def test_a_stairwells_own_group_is_told_before_the_estates():
    estate, own = UUID(int=100), UUID(int=101)
    groups = {estate: ids(1, 2, 3), own: ids(1)}
    assert groups_for(ids(1), groups).groups == [own]
    assert groups_for(ids(2), groups).groups == [estate]
    assert set(groups_for(ids(1, 2, 3), groups).groups) == {estate, own}
    assert groups_for(ids(1, 9), groups).without == ids(9)


@given(
    st.frozensets(st.integers(1, 12), min_size=1),
    st.lists(st.frozensets(st.integers(1, 12)), max_size=6),
)
def test_every_door_that_has_a_group_is_told(wanted, some):
    groups = {UUID(int=100 + place): ids(*doors) for place, doors in enumerate(some)}
    reached = groups_for(ids(*wanted), groups)
    told = frozenset().union(*(groups[one] for one in reached.groups))
    assert ids(*wanted) - told == reached.without
    assert all(groups[one] & ids(*wanted) for one in reached.groups)
    assert not reached.without & frozenset().union(*groups.values())


@pytest.mark.parametrize(
    ("way", "address"),
    [
        ("wecom", ""),
        ("wecom", "https://evil.example/send?key=12345678"),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key="),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a/b?c"),
        ("sms", "http://sms.example/send"),
        ("sms", "file:///etc/passwd"),
        ("mail", "json://127.0.0.1"),
        ("mail", "mailtos://user@"),
        ("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=aaaaaaaaaa SEC1 SEC2"),
    ],
)
def test_an_address_of_something_else_is_refused(way, address):
    with pytest.raises(AddressError):
        backend_of(way).check(address)


def test_full_width_text_is_read_as_the_same():
    assert unicodedata.normalize("NFKC", "２３－６０２") == "23-602"
    assert "health" in kinds("２３－６０２ 阳性")
