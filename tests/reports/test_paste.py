"""Pasted text on the page: nothing is dropped, the doubtful are settled, the sure are stored."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.reports.conftest import make_zone, text_of

from wanjia.core import clock
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.models import Alarm, Answer, Paste, PasteLine
from wanjia.reports.paste.actions import commit_paste, read_paste
from wanjia.reports.paste.settling import set_aside, settle_line
from wanjia.reports.paste.undo import take_back

pytestmark = pytest.mark.django_db
SHAPES = (
    "{door} {name} 阴性 36.5", "{door} 1人 阴", "{door}", "收到", "{name}", "", "  ", "#接龙",
    "{door} {name} 阳", "99-999 王五 阴性", "{door} 不在家", "团菜的接龙在哪", "{door} 全家阴性",
    "{name} 365", "\u3000{door}，{name}：－", "3. {door} {name} 两条杠", "{door} {name} 体温 41",
)  # fmt: skip


@pytest.fixture
def open_round(morning):
    return morning


@pytest.fixture
def folks(people):
    """People of three households of the zone."""
    return [people[0], people[2], people[4]]


@pytest.fixture
def elsewhere(zone):
    """Somebody behind a stairwell that is in no zone."""
    from wanjia.people.models import Resident

    return Resident.objects.filter(dwelling__stairwell__label="3").first()


def lines_of(residents) -> str:
    first, second = residents[0], residents[1]
    return "\n".join(
        [
            "#接龙",
            "今天的抗原",
            "",
            f"1. {first.dwelling.door} {first.name} 阴性 36.5",
            f"2. {second.dwelling.door} {second.name} 阴性 37.6",
            "3. 99-999 王五 阴性",
            "收到，辛苦了",
        ]
    )


def test_sure_lines_are_stored_and_every_line_is_kept(viewer, open_round, folks):
    paste, new = read_paste(viewer, lines_of(folks), open_round)
    assert new
    assert paste.lines.count() == 6
    stored = commit_paste(viewer, paste)
    assert stored.new == 2
    assert Answer.objects.get(resident=folks[0]).antigen == "negative"
    assert Alarm.objects.get().resident == folks[1]
    assert PasteLine.objects.get(text__contains="99-999").status == "doubtful"


def test_many_lines_take_no_more_statements_than_few(viewer, open_round, people):
    def statements(residents) -> int:
        text = "\n".join(f"{one.dwelling.door} {one.name} 阴性 36.5" for one in residents)
        with CaptureQueriesContext(connection) as asked:
            paste, _ = read_paste(viewer, text, open_round)
            stored = commit_paste(viewer, paste)
        assert stored.new == len(residents)
        return len(asked)

    statements(people[:1])  # whoever pastes first has the roster read
    assert statements(people[4:]) <= statements(people[1:4])


def test_committing_again_and_pasting_again_change_nothing(viewer, open_round, folks):
    paste, _ = read_paste(viewer, lines_of(folks), open_round)
    commit_paste(viewer, paste)
    commit_paste(viewer, paste)
    again, new = read_paste(viewer, lines_of(folks), open_round)
    assert (again.id, new) == (paste.id, False)
    commit_paste(viewer, again)
    assert Answer.objects.count() == 2
    assert Paste.objects.count() == 1


def test_a_doubtful_line_that_is_settled_is_stored_with_the_rest(viewer, open_round, folks):
    paste, _ = read_paste(viewer, lines_of(folks), open_round)
    commit_paste(viewer, paste)
    line = PasteLine.objects.get(text__contains="99-999")
    settle_line(viewer, line.id, [str(folks[2].id)])
    assert Answer.objects.get(resident=folks[2]).antigen == "negative"
    with pytest.raises(Problem) as told:
        settle_line(viewer, line.id, [str(folks[0].id)])
    assert told.value.code == "paste.settled"


def test_a_line_set_aside_stays_as_it_was_written(viewer, open_round, folks):
    read_paste(viewer, lines_of(folks), open_round)
    line = PasteLine.objects.get(text__contains="99-999")
    set_aside(viewer, line.id)
    line.refresh_from_db()
    assert (line.kind, line.text) == ("note", "3. 99-999 王五 阴性")
    assert not Answer.objects.exists()


def test_a_line_about_somebody_whom_no_round_asks_is_kept_and_not_stored(
    desk, viewer, open_round, folks, elsewhere
):
    text = f"{elsewhere.dwelling.door} {elsewhere.name} 阴性 36.5"
    paste, _ = read_paste(viewer, text, open_round)
    commit_paste(viewer, paste)
    assert not PasteLine.objects.get().stored
    assert not Answer.objects.exists()
    assert "这一轮不用报的人 1 行" in text_of(desk.get(f"/pastes/{paste.id}/"))


def test_a_neighbour_of_another_zone_is_entered_in_the_round_open_there(
    desk, viewer, estate, open_round, folks, elsewhere
):
    east = make_zone(estate, labels=("3",))
    text = lines_of(folks) + f"\n{elsewhere.dwelling.door} {elsewhere.name} 阴性 36.5"
    paste, _ = read_paste(viewer, text, open_round)
    assert "西区" in text_of(desk.get(f"/pastes/{paste.id}/"))
    assert commit_paste(viewer, paste).new == 3
    assert Answer.objects.get(resident=elsewhere).round.zone == east


def test_a_paste_taken_back_leaves_what_stood_before(viewer, open_round, folks):
    store_answers(viewer, open_round, [Given(folks[0].id, "", 36.2)], "door")
    paste, _ = read_paste(viewer, lines_of(folks), open_round)
    commit_paste(viewer, paste)
    assert take_back(viewer, paste) == 2
    kept = Answer.objects.get(current=True)
    assert (kept.resident, str(kept.temperature), kept.antigen) == (folks[0], "36.2", "")
    assert Answer.objects.count() == 3
    assert Alarm.objects.get().closed_at is not None
    with pytest.raises(Problem) as told:
        commit_paste(viewer, paste)
    assert told.value.code == "paste.taken_back"


def test_the_same_text_can_be_pasted_again_after_it_was_taken_back(viewer, open_round, folks):
    first, _ = read_paste(viewer, lines_of(folks), open_round)
    commit_paste(viewer, first)
    take_back(viewer, first)
    second, new = read_paste(viewer, lines_of(folks), open_round)
    assert new
    assert commit_paste(viewer, second).new == 2
    take_back(viewer, second)
    assert not Answer.objects.filter(current=True).exists()


def test_an_answer_that_was_corrected_since_is_not_taken_back(viewer, open_round, folks):
    paste, _ = read_paste(viewer, lines_of(folks), open_round)
    commit_paste(viewer, paste)
    store_answers(viewer, open_round, [Given(folks[0].id, "positive")], "call")
    assert take_back(viewer, paste) == 1
    assert Answer.objects.get(current=True).antigen == "positive"


def test_a_paste_is_kept_after_an_hour(viewer, open_round, folks, at):
    paste, _ = read_paste(viewer, lines_of(folks), open_round)
    commit_paste(viewer, paste)
    with clock.freeze(at + timedelta(minutes=61)), pytest.raises(Problem) as told:
        take_back(viewer, paste)
    assert told.value.code == "paste.kept"


@pytest.mark.both
def test_a_line_read_wrongly_can_be_doubted_before_it_is_stored(desk, viewer, open_round, folks):
    paste, _ = read_paste(viewer, lines_of(folks), open_round)
    line = paste.lines.get(line=4)
    desk.post(f"/pastes/{paste.id}/lines/{line.id}/", {"wrong": "1"})
    assert commit_paste(viewer, paste).new == 1
    desk.post(f"/pastes/{paste.id}/lines/{line.id}/", {"resident": str(folks[2].id)})
    assert Answer.objects.get(resident=folks[2]).antigen == "negative"


def test_a_grid_officer_is_not_asked_about_doors_of_others(community, people, folks, elsewhere):
    from wanjia.core.access.viewer import Viewer
    from wanjia.reports.models import Round

    class Grid(Viewer):
        """Sees the first person's stairwell only."""

        @property
        def stairwells(self):
            return [folks[0].dwelling.stairwell_id]

    grid = Grid(community_id=community.id, role="grid", name="网格员")
    text = f"{folks[0].dwelling.door} {folks[0].name} 阴性\n{elsewhere.dwelling.door} 张三 阴性"
    paste, _ = read_paste(grid, text, Round.objects.filter(name="上午").first())
    mine, other = paste.lines.all()
    assert (mine.status, other.status) == ("sure", "unread")
    assert other.reading["why"] == "not_yours"


@given(choice=st.lists(st.sampled_from(SHAPES), min_size=1, max_size=12))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_line_is_dropped_and_no_answer_made_up(viewer, open_round, folks, choice):
    with transaction.atomic():
        text = "x\n" + "\n".join(one.format(door=folks[0].dwelling.door, name=folks[0].name)
                         for one in choice)  # fmt: skip
        paste, _ = read_paste(viewer, text, open_round)
        kept = [line.text for line in paste.lines.all()]
        assert kept == [line for line in text.split("\n") if line.strip()]
        stored = commit_paste(viewer, paste)
        again = commit_paste(viewer, paste)
        assert (again.new, again.corrected) == (0, 0)
        answered = set(Answer.objects.values_list("resident", flat=True))
        assert len(answered) == stored.new
        assert answered <= {folks[0].id, *_house(folks[0])}
        transaction.set_rollback(True)


def _house(person):
    return person.dwelling.residents.values_list("id", flat=True)


def test_a_line_that_asks_for_something_is_handed_on_once(viewer, open_round, folks):
    door = folks[0].dwelling.door
    paste, _ = read_paste(viewer, f"{door} 高血压药只剩一天了，能帮忙配药吗", open_round)
    commit_paste(viewer, paste)
    commit_paste(viewer, paste)
    entry = Entry.objects.get(type="paste.need")
    assert entry.dwelling == folks[0].dwelling_id


def test_a_result_and_a_request_in_one_line_are_both_kept(viewer, open_round, folks):
    one, other = folks[0], folks[1]
    text = (
        f"{one.dwelling.door} {one.name} 38.5了，能不能叫120\n"
        f"{other.dwelling.door} {other.name} 两条杠！！怎么办，求帮忙"
    )
    paste, _ = read_paste(viewer, text, open_round)
    commit_paste(viewer, paste)
    commit_paste(viewer, paste)
    assert str(Answer.objects.get(resident=one).temperature) == "38.5"
    assert Answer.objects.get(resident=other).antigen == "positive"
    assert Alarm.objects.filter(resident__in=[one, other]).count() == 2
    assert Entry.objects.filter(type="paste.need").count() == 2


def test_who_is_away_is_not_said_of_who_tested_at_home(viewer, open_round, people):
    away, home = people[0], people[1]
    assert away.dwelling_id == home.dwelling_id
    text = f"{home.dwelling.door} {away.name}在外地 {home.name}阴性"
    paste, _ = read_paste(viewer, text, open_round)
    commit_paste(viewer, paste)
    told = {one.resident_id: (one.antigen, one.where) for one in Answer.objects.all()}
    assert told == {away.id: ("", "away"), home.id: ("negative", "")}


def test_a_paste_of_five_megabytes_is_refused_in_words_and_nothing_is_kept(desk, open_round):
    answer = desk.post("/pastes/", {"text": "1. 23-602 阴性\n" * 260_000, "round": open_round.id})
    assert answer.status_code == 413
    assert "MB" in answer.content.decode()
    assert not Paste.objects.exists()


def test_an_empty_paste_says_so(desk, open_round):
    assert desk.post("/pastes/", {"text": " \n ", "round": open_round.id}).status_code == 422


def test_the_page_shows_doubtful_lines_with_people_to_click(desk, viewer, open_round, folks):
    name = folks[0].name
    text = f"{folks[2].dwelling.door} {name} 阴性"
    page = desk.post("/pastes/", {"text": text, "round": open_round.id}, follow=True)
    assert page.status_code == 200
    body = page.content.decode()
    assert text in body
    assert 'name="resident"' in body


def test_settling_by_the_page_stores_after_the_commit(desk, viewer, open_round, folks):
    desk.post("/pastes/", {"text": "99-999 王五 阴性", "round": open_round.id})
    paste = Paste.objects.get()
    line = paste.lines.get()
    found = desk.get(f"/pastes/{paste.id}/", {"line": line.id, "q": folks[0].dwelling.door})
    assert str(folks[0].id) in found.content.decode()
    desk.post(f"/pastes/{paste.id}/lines/{line.id}/", {"resident": folks[0].id})
    desk.post(f"/pastes/{paste.id}/commit/")
    assert Answer.objects.get().resident == folks[0]


@pytest.mark.both
def test_the_command_reads_and_commits(
    viewer, open_round, folks, tmp_path: Path, capsys, monkeypatch
):
    from wanjia.__main__ import main

    path = tmp_path / "chat.txt"
    path.write_text(lines_of(folks), "utf-8")
    assert main(["paste", str(path), "--json", "--commit", "--round", str(open_round.id)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told) == 6
    assert told[2]["residents"] == [str(folks[0].id)]
    assert Answer.objects.count() == 2


def test_the_command_names_a_round_that_is_not_there(viewer, open_round, tmp_path: Path, capsys):
    from wanjia.__main__ import main

    path = tmp_path / "chat.txt"
    path.write_text("23-602 阴性", "utf-8")
    assert main(["paste", str(path), "--round", "no-such"]) == 1
    told = capsys.readouterr()
    assert "no-such" in told.err
    assert told.out == ""


@pytest.mark.both
def test_a_call_that_has_the_door_of_the_line_before_is_only_maybe_of_it(viewer, open_round, folks):
    from wanjia.needs.intake.household_match import attach
    from wanjia.needs.models import Need
    from wanjia.needs.queries import need_row

    home = folks[0].dwelling
    text = f"{home.door} {folks[0].name} 阴性 36.5\n我妈摔倒起不来了，叫她不应"
    read_paste(viewer, text, open_round)
    need = Need.objects.get(community=viewer.community_id)
    assert (need.dwelling, need.dwelling_maybe, need.urgency) == (home, True, 1)
    assert "可能是" in need_row(need)["title"]
    named = f"{home.door} 我妈又摔倒了，叫她不应"
    read_paste(viewer, named, open_round)
    sure = Need.objects.exclude(id=need.id).get(community=viewer.community_id)
    assert (sure.dwelling, sure.dwelling_maybe) == (home, False)
    need, _raised = attach(viewer, need.id, home.id)
    assert not need.dwelling_maybe
    assert "可能是" not in need_row(need)["title"]
