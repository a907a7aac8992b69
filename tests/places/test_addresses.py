"""A door with its estate: short, coloured, and the door alone where there is but one estate."""

import pytest

from wanjia.places.estates.addresses import LOOKS_OF
from wanjia.places.estates.short_names import short_names
from wanjia.places.models import Dwelling, Estate, Stairwell
from wanjia.places.templatetags.address import address, address_words


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["中海悦庭", "祥欣佳苑"], ["悦庭", "佳苑"]),
        (["中海悦庭", "绿地悦庭"], ["中海悦庭", "绿地悦庭"]),
        (["悦庭", "中海悦庭"], ["悦庭", "中海悦庭"]),
        (["Zhonghai Yueting", "Green Court"], ["Yueting", "Green"]),
        (["West Court", "West Lane"], ["West Court", "West Lane"]),
        (["", "园"], ["", "园"]),
    ],
)
def test_an_estate_is_called_by_the_shortest_ending_that_is_its_alone(names, short):
    assert [short_names(names)[name] for name in names] == short


@pytest.mark.both
def test_a_door_stands_with_its_estate_once_there_are_two(estate, django_assert_num_queries):
    home = Dwelling.objects.filter(stairwell__estate=estate).first()
    LOOKS_OF.forget(estate.community_id)
    assert address(home) == home.door
    other = Estate.objects.create(community=estate.community, name="祥欣佳苑", name_en="Jiayuan")
    stairwell = Stairwell.objects.create(
        community=estate.community, estate=other, label=home.stairwell.label, at=[31, 121]
    )
    twin = Dwelling.objects.create(
        community=estate.community, stairwell=stairwell, room=home.room, door=home.door
    )
    LOOKS_OF.forget(estate.community_id)
    assert address_words(home) == f"悦庭 {home.door}"
    with django_assert_num_queries(0):
        assert address_words(twin) == f"佳苑 {home.door}"
        assert address(home) != address(twin)
        assert 'class="addr e' in address(home)
    assert address(None) == ""
    LOOKS_OF.forget(estate.community_id)
