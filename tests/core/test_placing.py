"""Which table lies where in a city."""

import pytest

from wanjia.core.tenancy.cluster.placement import Table, place
from wanjia.core.tenancy.cluster.tables import every_table, placement

COMMUNITY = Table("kernel_community", ours=True, community=False)
ROUND = Table(
    "reports_round",
    ours=True,
    community=True,
    uniques=(("community_id", "zone_id", "key"),),
    points=(("community_id", "kernel_community"),),
)


def refused(*tables):
    with pytest.raises(ValueError, match=r"\w") as why:
        place([COMMUNITY, *tables])
    return str(why.value)


def test_rows_are_distributed_and_what_they_point_to_is_copied():
    assert place([COMMUNITY, ROUND]) == {
        "kernel_community": "reference",
        "reports_round": "distributed",
    }


def test_what_only_signing_in_looks_at_stays_on_the_coordinator():
    foreign = Table("django_session", ours=False, community=False)
    assert place([COMMUNITY, ROUND, foreign])["django_session"] == "local"


def test_a_table_of_ours_that_is_of_no_community_is_refused():
    assert "reports_total" in refused(Table("reports_total", ours=True, community=False))


def test_a_key_that_is_unique_across_communities_is_refused_unless_it_is_found_anywhere():
    link = {"ours": True, "community": True, "uniques": (("token",),)}
    assert "(token) must hold community_id" in refused(Table("a_link", **link))
    placed = place([COMMUNITY, Table("a_link", found_anywhere=True, **link)])
    assert placed["a_link"] == "reference"


def test_a_key_between_rows_that_joins_by_the_id_alone_is_refused():
    answer = Table(
        "reports_answer",
        ours=True,
        community=True,
        points=(("round_id", "reports_round"),),
        loose=("round_id",),
    )
    assert "reports_answer.round_id joins by the id alone" in refused(ROUND, answer)


def test_another_programs_table_that_rows_point_to_is_refused():
    tag = Table("taggit_tag", ours=False, community=False)
    tagged = Table("a_b", ours=True, community=True, points=(("tag_id", "taggit_tag"),))
    assert "taggit_tag is not ours" in refused(tag, tagged)


def test_each_model_fits_and_few_tables_are_copied():
    copied = {name for name, at in placement().items() if at == "reference"}
    assert copied == {
        "channels_inbox",
        "duty_calendarlink",
        "kernel_apikey",
        "kernel_area",
        "kernel_community",
        "kernel_membership",
        "kernel_user",
        "people_householdlink",
        "people_invitation",
        "sites_sitelink",
    }
    ours = {one.name for one in every_table() if one.ours}
    assert {name for name in ours if placement()[name] == "local"} == {
        "kernel_device",
        "kernel_draft",
        "kernel_misses",
        "kernel_office",
        "kernel_sealcanary",
    }
