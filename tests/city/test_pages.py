"""The pages of an area: sums, order, what opens beneath, what is late; files; no raw row read."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.city.conftest import NOW, page

from wanjia.city import rollup
from wanjia.city.figures import NAMES, Figures, sum_figures
from wanjia.city.models import Rollup
from wanjia.core import clock
from wanjia.core.charts import draw_spark

ROW = re.compile(r'<tr class="d(\d)[^"]*">.*?<span><a href="[^"]*">([^<]*)</a>', re.S)


def told(city, name, **figures):
    """Give a community's latest roll-up these figures."""
    Rollup.objects.filter(community=city.communities[name], latest=True).update(**figures)


def rows(text):
    """The table's lines in order: how deep, and what they are called."""
    return [(int(depth), name) for depth, name in ROW.findall(text)]


def opened(city, *areas):
    return "?open=" + ",".join(str(city.areas[one].id) for one in areas)


def test_an_area_sums_up_what_its_communities_tell(city):
    told(city, "East 1", people_sealed=1200, zones_sealed=2)
    told(city, "West 2", people_sealed=34, zones_sealed=1)
    told(city, "Port 1", people_sealed=5000, zones_sealed=1)
    text = page(city.office("North"), city.url("North"))
    assert "1,234" in text
    assert "6,234" not in text


def test_the_table_opens_downward_by_plain_links(city):
    client = city.office("City")
    closed = page(client, city.url("City"))
    assert sorted(rows(closed)) == [(0, "North"), (0, "South")]
    one = page(client, city.url("City") + opened(city, "North"))
    assert sorted(rows(one)) == [(0, "North"), (0, "South"), (1, "East"), (1, "West")]
    link = re.search(r'id="flip-[^"]*" href="(\?open=[^"#]*)#tree"', closed)
    assert sorted(rows(page(client, city.url("City") + link[1]))) != sorted(rows(closed))
    two = rows(page(client, city.url("City") + opened(city, "North", "East")))
    assert two.index((2, "East 1")) > two.index((1, "East"))


def test_the_most_urgent_stands_first(city):
    told(city, "East 1", open_calm=300, asked=500, answered=100)
    told(city, "East 2", alarms_open=1, alarms_overdue=1)
    text = page(city.office("East"), city.url("East"))
    assert [name for _depth, name in rows(text)] == ["East 2", "East 1"]
    text = page(city.office("East"), city.url("East") + "?sort=missing")
    assert [name for _depth, name in rows(text)] == ["East 1", "East 2"]


def test_what_is_opened_stays_opened_when_the_order_changes(city):
    text = page(city.office("City"), city.url("City") + opened(city, "North"))
    assert f"open={city.areas['North'].id}&amp;sort=missing" in text


def test_a_community_that_has_not_told_in_time_is_flagged_with_its_age(city, at):
    late = at - timedelta(minutes=40)
    told(city, "East 2", counted_at=late)
    text = page(city.office("East"), city.url("East"))
    assert "1 个居民区的数字没有按时更新" in text
    assert '<span class="tag alarm">40 分钟前</span>' in text
    assert "数字没有按时更新，是40 分钟前的" in page(city.office("East"), city.url("East 2"))


def test_a_community_without_figures_is_told_and_not_counted_as_nothing(city):
    Rollup.objects.filter(community=city.communities["East 2"]).delete()
    client = city.office("East")
    assert "还没有数字" in page(client, city.url("East"))
    assert "一般不超过一分钟" in page(client, city.url("East 2"))


def test_an_area_without_communities_says_so(city):
    Rollup.objects.all().delete()
    for one in city.communities.values():
        one.area = None
        one.save()
    assert "还没有居民区" in page(city.office("City"), city.url("City"))


def test_the_days_before_are_told_beside_today(city):
    for back, missing in ((1, 40), (0, 12)):
        day = NOW.date() - timedelta(days=back)
        Rollup.objects.filter(community=city.communities["East 1"], day=day).update(
            day_asked=100, day_answered=100 - missing
        )
    text = page(city.office("East"), city.url("East"))
    assert "比昨天少 28" in text
    assert "2022-04-18" in text


def test_the_map_shows_of_what_is_opened_its_parts(city):
    for name, lat in (("East 1", 31.0), ("East 2", 31.2), ("West 1", 31.4), ("Port 1", 30.0)):
        told(city, name, lat=lat, lon=121.0)
    client = city.office("City")
    text = page(client, city.url("City") + opened(city, "North"))
    names = re.findall(r'"name": "([^"]*)"', text)
    assert sorted(names) == ["East", "South", "West"]
    assert '"at": [31.1, 121.0]' in text


@pytest.mark.parametrize("name", ["City", "North", "East", "East 1"])
def test_the_pages_read_roll_ups_and_nothing_raw(city, name):
    client = city.office("City")
    client.get(city.url(name))
    with CaptureQueriesContext(connection) as asked:
        page(client, city.url(name) + opened(city, "North", "South", "East", "West"))
    tables = set()
    for one in asked.captured_queries:
        tables |= set(re.findall(r'(?:FROM|JOIN) "(\w+)"', one["sql"]))
    assert tables <= {
        "city_rollup",
        "kernel_area",
        "kernel_community",
        "kernel_device",
        "kernel_membership",
        "kernel_office",
        "kernel_user",
    }
    assert len(asked) <= 12


@pytest.mark.slow
def test_a_page_takes_as_many_statements_for_many_communities_as_for_few(city):
    client = city.office("City")
    path = city.url("City") + opened(city, "North", "South", "East", "West", "Port")
    page(client, path)
    with CaptureQueriesContext(connection) as few:
        page(client, path)
    for number in range(20):
        city.community(f"East {number + 3}", "East")
    with CaptureQueriesContext(connection) as many:
        page(client, path)
    assert len(many) == len(few)


def test_a_file_holds_a_line_a_community_and_no_formula(city):
    told(city, "East 1", people_sealed=77, alarms_overdue=2)
    one = city.communities["East 2"]
    one.name = "=HYPERLINK(1)"
    one.save()
    data = city.office("North").get(city.url("North") + "figures.csv").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(data)))
    assert len(lines) == 1 + 4
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "@"))]
    assert "'=HYPERLINK(1)" in {line[1] for line in lines}
    first = dict(zip(lines[0], next(one for one in lines if one[1] == "East 1"), strict=True))
    assert (first["封控区人数"], first["逾期异常"], first["辖区"]) == ("77", "2", "North / East")


@pytest.mark.both
def test_the_workbook_tells_the_same(city):
    from python_calamine import CalamineWorkbook

    told(city, "East 1", people_sealed=77)
    data = city.office("East").get(city.url("East") + "figures.xlsx").content
    lines = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert [line[1] for line in lines] == ["居民区", "East 1", "East 2"]
    assert 77 in lines[1]


def test_english_pages_speak_english(city):
    text = page(city.office("North", "en"), city.url("North"))
    assert "Most urgent first" in text
    assert "communities: 4" in text


def test_figures_add_up():
    one = Figures(**{name: place for place, name in enumerate(NAMES)})
    both = sum_figures([one, one])
    assert [getattr(both, name) for name in NAMES] == [2 * place for place in range(len(NAMES))]
    assert sum_figures([]) == Figures()


def test_a_spark_is_as_high_as_its_greatest_day_and_tells_the_change():
    drawn = draw_spark([10, 40, 30])
    assert [bar.height for bar in drawn.bars] == [6, 22, 16]
    assert (drawn.last, drawn.change) == (30, -10)
    assert draw_spark([3]) is None


def test_rows_of_a_day_are_one_a_community_however_often_it_is_counted(city, at):
    one = city.communities["East 1"]
    with clock.freeze(at + timedelta(hours=1)):
        rollup.keep_up(one.id)
        rollup.recount_days(one, [at.date()])
    assert Rollup.objects.filter(community=one, day=at.date()).count() == 1
    assert Rollup.objects.filter(community=one, latest=True).count() == 1
