"""What all tests share: a data folder of their own, a community, viewers, a small estate."""

import gc
import os
import tempfile
from pathlib import Path

os.environ.setdefault("WANJIA_DATA", tempfile.mkdtemp(prefix="wanjia-test-"))

import hypothesis
import pytest
from tests.databases import (
    _cheap_passwords,  # noqa: F401
    _databases_made,  # noqa: F401
    database,  # noqa: F401
    django_db_setup,  # noqa: F401
    live_server,  # noqa: F401
    new_database,  # noqa: F401
    new_test_database,  # noqa: F401
    one_connection,  # noqa: F401
    postgres_server,  # noqa: F401
    pytest_generate_tests,  # noqa: F401
)
from tests.databases import pytest_addoption as ask_which_database
from tests.lost.warming import Done, Town, Warm
from tests.towns import _towns_made, alder, inhabit, towns  # noqa: F401

from wanjia.core.access.viewer import Viewer

pytest_plugins = ["tests.statements", "tests.both_databases", "tests.fast"]

# How long a busy machine takes to think of an example says nothing about the program. The ordinary
# run thinks of the same examples for the same test, so that a commit passes or fails by what is in
# it; the long one looks for others each time.
PATIENT = hypothesis.settings(
    deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.register_profile("tests", PATIENT, derandomize=True)
hypothesis.settings.register_profile("long", PATIENT)


def pytest_addoption(parser):
    ask_which_database(parser)
    help = "how often the server is killed under load (tests/lost), on each database"
    parser.addoption("--kills", type=int, help=help)
    help = "run everything: both databases, all examples of the properties, the browser stories"
    parser.addoption("--long", action="store_true", help=help)
    help = "the everyday loop: SQLite alone, without a browser and what takes long"
    parser.addoption("--fast", action="store_true", help=help)


def pytest_configure(config):
    hypothesis.settings.load_profile("long" if config.getoption("--long") else "tests")


def pytest_collection_finish():
    """Let the collector pass over what is loaded by now: it stays to the end, and looking through
    it again and again took a tenth of the run, and so did looking for what is new too often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def warm(tmp_path_factory):
    """The process that runs commands of the program without loading it anew."""
    process = Warm(tmp_path_factory.mktemp("warm"))
    yield process
    process.close()


@pytest.fixture(scope="session")
def wanjia(warm):
    """Run a command of the program on a database, with the keys of a folder."""

    def run(url: str, folder: Path, *words: str, **environment: str) -> Done:
        return warm.run(Town(folder, url), *words, env=environment)

    return run


@pytest.fixture
def kills(request):
    """How often the server is killed."""
    return request.config.getoption("--kills") or 100


@pytest.fixture
def seconds(request):
    """How long that may take, unless somebody said how often it has to be."""
    if request.config.getoption("--kills"):
        return 86_400
    return 30 if request.config.getoption("--long") else 10


@pytest.fixture(autouse=True)
def _in_chinese():
    """Each test begins in the product's first language, whatever the one before it asked for."""
    from django.utils import translation

    translation.activate("zh-hans")
    yield
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _pages_are_noted(django_test_environment):
    """Tests ask for the context of pages; that of each of their sixty parts is not copied."""
    from django.template.base import Template

    noted = Template._render

    def render(self, context):
        return noted(self, context) if context.template is self else self.nodelist.render(context)

    Template._render = render
    yield
    Template._render = noted


@pytest.fixture
def community(db):
    from wanjia.core.models import Community

    return Community.objects.create(name="祥欣居民区", name_en="Xiangxin", code="310117001001")


@pytest.fixture
def viewer(community):
    return Viewer(community_id=community.id, role="desk", name="值班")


@pytest.fixture
def estate(community):
    """中海悦庭 in small: two stairwells on one junction behind a path, one beyond, a gate."""
    from wanjia.places.models import Dwelling, Estate, Gate, Junction, Path, Stairwell

    estate = Estate.objects.create(community=community, name="中海悦庭", name_en="Zhonghai Yueting")
    west, east = (
        Junction.objects.create(community=community, estate=estate, label=label, at=[31.06, lon])
        for label, lon in (("j1", 121.23), ("j2", 121.24))
    )
    Path.objects.create(
        community=community,
        estate=estate,
        label="p1",
        a=west,
        b=east,
        guards=2,
        line=[[31.06, 121.23], [31.06, 121.24]],
    )
    Gate.objects.create(
        community=community,
        estate=estate,
        label="east",
        name="东门",
        junction=east,
        guards=2,
        at=[31.06, 121.241],
    )
    for sort, (label, junction) in enumerate((("23", west), ("24", west), ("3", east))):
        stairwell = Stairwell.objects.create(
            community=community,
            estate=estate,
            label=label,
            junction=junction,
            sort=sort,
            at=[31.0601, 121.23 + sort / 1000],
        )
        for floor in range(1, 4):
            for flat in (1, 2):
                room = f"{floor}0{flat}"
                Dwelling.objects.create(
                    community=community,
                    stairwell=stairwell,
                    room=room,
                    door=f"{label}-{room}",
                    floor=floor,
                    sort=floor * 10 + flat,
                )
    return estate


@pytest.fixture
def residents(estate):
    """Two residents in each dwelling of the small estate: 36 in 18 households."""
    from wanjia.people.models import Resident
    from wanjia.places.models import Dwelling

    made = []
    for number, dwelling in enumerate(Dwelling.objects.filter(stairwell__estate=estate)):
        for place, surname in enumerate("张李"):
            made.append(
                Resident(
                    community_id=estate.community_id,
                    dwelling=dwelling,
                    sort=place,
                    name=f"{surname}{'一二三四五六七八九十甲乙丙丁戊己庚辛'[number]}",
                    phone=f"1990000{number:02d}{place:02d}",
                )
            )
    return Resident.objects.bulk_create(made)
