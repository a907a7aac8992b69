"""The shell names no feature: pages that features fill are filled through core's registries."""

import ast
from pathlib import Path

import pytest

import wanjia
from wanjia.core import household_page, today
from wanjia.core.navigation import pages_for

UI = Path(wanjia.__file__).parent / "ui"
FLOORS = "privacy city channels notices sites goods needs care duty reports zoning people places"
FEATURES = frozenset(["everyday", *FLOORS.split()])
FORM = "the round's own form is what this page is; it stands here until reports has it"
LIST = "a page across floors of its own, that no feature adds to"
# Which module of ui may still know which features, and why.
ALLOWED = {
    "api.py": (
        {"needs", "notices", "places", "reports", "zoning"},
        "routes, as in urls.py",
    ),
    "accounts/staff_views.py": (
        {"people"},
        "invitations are people's acts",
    ),
    "household/fast_answer_middleware.py": ({"people", "reports"}, FORM),
    "household/forms.py": ({"people", "reports"}, FORM),
    "household/heard.py": ({"people", "reports"}, FORM),
    "household/old_link.py": ({"needs", "people", "reports"}, FORM),
    "household/views.py": ({"people", "reports"}, FORM),
    "journal/views.py": ({"places"}, "a door's words beside its entry"),
    "paper/views.py": ({"needs", "people", "places", "reports"}, FORM),
    "search/palette.py": ({"people", "zoning"}, LIST),
    "search/views.py": ({"people"}, LIST),
    "start/views.py": ({"people"}, "a committee is founded by people's act, as one is invited"),
    "system/facts.py": ({"channels"}, "how long messages wait is a fact of the installation"),
    "system/views.py": ({"channels", "people"}, "the same, and whose devices are signed in"),
    "templatetags/wanjia.py": ({"reports"}, "what a phone without network reads of a form"),
    "wall/board.py": ({"duty", "places", "reports", "zoning"}, LIST),
    "wall/facades.py": ({"places", "reports"}, LIST),
    "wall/live.py": ({"places", "reports"}, LIST),
    "wall/silence.py": ({"care", "places"}, LIST),
    "wall/views.py": ({"places", "reports", "zoning"}, LIST),
    "workday/views.py": ({"people", "places", "reports"}, LIST),
}


def known_by(path: Path) -> set[str]:
    """The features that a module imports from."""
    tree = ast.parse(path.read_text("utf-8"))
    names = {one.module or "" for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
    names |= {a.name for one in ast.walk(tree) if isinstance(one, ast.Import) for a in one.names}
    parts = [name.split(".") for name in names if name.startswith("wanjia.")]
    return {part[1] for part in parts} & FEATURES


def test_ui_knows_no_feature_but_where_it_is_said_why():
    found = {str(path.relative_to(UI)): known_by(path) for path in UI.rglob("*.py")}
    found = {name: features for name, features in found.items() if features}
    assert found == {name: features for name, (features, _why) in ALLOWED.items()}


@pytest.mark.parametrize("page", ["today", "navigation.py", "context.py", "journal/labels.py"])
def test_what_features_fill_knows_none(page):
    path = UI / page
    files = path.rglob("*.py") if path.is_dir() else [path]
    assert {name for file in files for name in known_by(file)} == set()


def test_a_feature_adds_to_today_by_registering(monkeypatch, community, client):
    from wanjia.core.models import Membership, User

    monkeypatch.setattr(today, "_rows", list(today._rows))
    row = {"title": "一件新的事", "url": "/new/", "icon": "bell", "tone": "alarm", "text": ""}
    row["link"] = {"url": "/new/", "label": "打开"}
    today.today_rows(order=1, roles=["head"])(lambda _page: [row])
    for role, first in (("head", True), ("desk", False)):
        user = User.objects.create(username=role, name=role)
        Membership.objects.create(community=community, user=user, role=role)
        client.force_login(user)
        titles = [one["title"] for one in client.get("/").context["rows"]]
        assert (titles[:1] == ["一件新的事"]) == first


def test_a_part_has_one_of_the_pages_places():
    with pytest.raises(ValueError, match="middle: there are top, before, after"):
        household_page.household_part("middle", 1, "x.html")


def test_each_role_has_its_ways_in_their_order():
    urls = [way.url for way in pages_for("volunteer")]
    assert urls[:3] == ["/", "/wall/", "/rounds/"]
    assert "/cases/" not in urls
    assert [way.url for way in pages_for("office")] == ["/city/", "/account/", "/help/"]
