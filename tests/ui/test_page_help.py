"""Each page of the navigation says what it is for, what to do, and answers three questions."""

from tests.reports.conftest import signed_in

from wanjia.core import navigation
from wanjia.core.page_help import glossary, help_pages, tour_steps


def test_every_page_that_one_starts_from_has_its_help():
    urls = set(navigation._ways) - {"/help/"}
    assert urls == set(help_pages())
    assert all(len(page.questions) == 3 for page in help_pages().values())
    assert all(page.steps for page in help_pages().values())


def test_help_stands_at_the_foot_of_its_page_and_the_words_on_one(community, db):
    desk, english = signed_in(community, "desk"), signed_in(community, "desk", english=True)
    assert "这一页怎么用" in desk.get("/needs/").content.decode()
    page = desk.get("/help/").content.decode()
    assert str(help_pages()["/needs/"].what.zh) in page
    assert help_pages()["/staff/"].what.zh not in page  # the head's alone
    words = english.get("/help/").content.decode()
    assert all(term.word.en in words and term.word.zh in words for term in glossary())
    assert len(tour_steps()) >= 6
