"""What the public is told comes from the protocol alone: every protocol, class, phase and way out.

Each is published, rendered and read: the event and the instruction are there, word for word, and
nothing of another kind of emergency is.
"""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.channels.public_renders import CAP, LANGUAGES, make_public, renders, words_of
from tests.channels.test_cap import SCHEMA, SHANGHAI
from tests.examples import is_long

import wanjia
from wanjia.channels.outbox.privacy_filter import Known, findings
from wanjia.core import clock
from wanjia.core.rules.rules_file import RulesFileError
from wanjia.duty.models import Shift
from wanjia.zoning.plans.actions import Order, publish
from wanjia.zoning.protocols.protocol import load_protocols
from wanjia.zoning.protocols.public_text import end_words
from wanjia.zoning.protocols.reader import FOLDER

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 7, 18, 18, 40, tzinfo=SHANGHAI)
ALL = load_protocols()
PHASES = [
    pytest.param(name, klass.key, phase.key, id=f"{name}-{klass.key}-{phase.key}")
    for name, protocol in ALL.items()
    for klass in protocol.classes.values()
    for phase in klass.phases
]
CATEGORY = {
    "epidemic": "Health",
    "heatwave": "Met",
    "typhoon": "Met",
    "gas": "Safety",
    "outage": "Infra",
}
EVENT = {
    "epidemic": ("疫情", "COVID-19"),
    "heatwave": ("高温", "heat"),
    "typhoon": ("台风", "Typhoon"),
    "gas": ("燃气泄漏", "Gas leak"),
    "outage": ("停", "outage"),
}
# What one kind of emergency says and no other may.
OWN = {
    "epidemic": r"抗原|核酸|阳性|足不出户|封控|管控区|口罩|疫情|antigen|PCR|positive|sealed|COVID"
    r"|tested|mask\b",
    "heatwave": r"高温|纳凉|阴凉|热射|heat|shade|thirsty",
    "typhoon": r"台风|汛|积水|安置点|typhoon|flood|wade|shelter",
    "gas": r"燃气|上风|按门铃|gas\b|upwind|ring the bell",
    "outage": r"停电|停水|供应|制氧|outage|supply is|ventilator",
}
SHARED = {"outage": r"flood", "gas": r"供应"}  # a tap that floods, said of another emergency
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
STAY_IN = re.compile(r"不要出门|足不出户|留在家|do not go out|stay in your home|stay indoors", re.I)


@pytest.fixture
def public(community, estate, residents):
    with clock.freeze(NOW):
        return make_public(community, estate, "23-301", NOW)


@pytest.fixture
def told(public, viewer, estate):
    """Publish a class for two stairwells and read it in the middle of one of its phases."""

    def read(name, klass, phase):
        days = ALL[name].classes[klass].phase(phase).days
        with clock.freeze(NOW):
            order = Order(frozenset({"23", "24"}), name, klass, rest=None)
            publication = publish(viewer, estate, order)
        zone = publication.zones.get()
        at = NOW + timedelta(days=days.first - 1)
        Shift.objects.update(starts_at=at + timedelta(hours=1), ends_at=at + timedelta(hours=13))
        with clock.freeze(at):
            return renders(public, publication, zone), public.document(zone), zone

    return read


@pytest.mark.both
def test_everybody_reads_it_on_either_database(told):
    assert_everybody_reads(told, *PHASES[0].values)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "klass", "phase"), PHASES if is_long() else PHASES[::2])
def test_everybody_reads_the_event_and_what_to_do_and_nothing_else(told, name, klass, phase):
    assert_everybody_reads(told, name, klass, phase)


def assert_everybody_reads(told, name, klass, phase):
    protocol = ALL[name]
    said = protocol.classes[klass].phase(phase).public
    texts, document, zone = told(name, klass, phase)
    SCHEMA.assertValid(document)
    assert {one.text for one in document.iter(f"{CAP}category")} == {CATEGORY[protocol.kind]}
    for place, language in enumerate(("zh", "en")):
        ends = end_words(zone.planned_end, SHANGHAI, language, zone.clear_days)
        for way, text in texts[language].items():
            where = f"{name} {klass} {phase} {language} {way}:\n{text}"
            assert EVENT[protocol.kind][place].lower() in text.lower(), where
            assert said.headline.words(language) in text, where
            if way != "calendar":
                assert ends in text, where
                assert all(one.words(language) in text for one in said.instruction), where
            others = "|".join(one for kind, one in OWN.items() if kind != protocol.kind)
            mixed = [one for one in re.findall(others, text, re.I) if not _shared(protocol, one)]
            assert mixed == [], where
            assert not re.search(r"(?m)^\s*([ⅠⅡⅢⅣ]级|Level [IV]+|level\d)\s*$", text), where
            if language == "en":
                left = re.sub("主任|中海悦庭|门岗", "", text)
                # A line of the page's own frame that is in another language is marked as such.
                assert not CHINESE.search(left), where
            elif way not in ("group",):
                assert not re.search(r"[a-z]{4,} [a-z]{3,}", _own_words(text)), where


def _shared(protocol, word):
    return bool(re.fullmatch(SHARED.get(protocol.kind, "(?!)"), word, re.I))


def _own_words(text):
    """A Chinese text without what a calendar and an alert hold for programs."""
    return re.sub(r"(?m)^[A-Z-]+[;:].*?:?(?=[\u4e00-\u9fff]|$)|https?://\S+", "", text)


@pytest.mark.parametrize("name", ALL)
def test_only_an_infection_says_what_to_do_with_a_positive(name):
    protocol = ALL[name]
    assert bool(protocol.on_positive) == (protocol.kind == "epidemic")


def test_a_gas_leak_is_told_as_a_gas_leak(told):
    texts, document, _zone = told("gas", "level1", "evacuated")
    for info in document.iter(f"{CAP}info"):
        assert info.findtext(f"{CAP}category") == "Safety"
        assert info.findtext(f"{CAP}responseType") == "Evacuate"
        assert info.findtext(f"{CAP}severity") == "Extreme"
    chinese, english = document.iter(f"{CAP}info")
    assert "燃气泄漏" in chinese.findtext(f"{CAP}event")
    assert "Gas leak" in english.findtext(f"{CAP}event")
    do = english.findtext(f"{CAP}instruction")
    assert "Leave now" in do
    assert "Touch no switch" in do
    for language in texts:
        for way, text in texts[language].items():
            assert not STAY_IN.search(text), f"{language} {way}"


def test_a_household_of_a_gas_leak_with_an_alarm_is_not_told_to_stay(
    public, told, residents, community
):
    from wanjia.core.access.viewer import Viewer
    from wanjia.reports.answers.actions import Given, store_answers
    from wanjia.reports.models import Round

    told("gas", "level1", "evacuated")
    person = next(one for one in residents if one.dwelling.door == "23-301")
    with clock.freeze(NOW):
        round_ = Round.objects.filter(community=community, closes_at__gt=NOW).first()
        household = Viewer(community.id, "household", dwelling_id=person.dwelling_id)
        given = [Given(person.id, temperature=Decimal("39.1"))]
        store_answers(household, round_, given, "household", {person.id: person})
    with clock.freeze(NOW):
        for language in LANGUAGES:
            page = words_of(public.household(language))
            assert ("有异常" if language == "zh" else "There is an alarm") in page
            assert not STAY_IN.search(page)
            assert not re.search(OWN["epidemic"], page)


def test_no_public_text_of_a_zone_is_stopped_by_the_guard_before_the_groups(told):
    texts, _document, _zone = told("shanghai-2022-04", "sealed", "closed")
    for language in texts:
        assert findings(texts[language]["notice"], Known()) == []


def test_an_open_alert_is_renewed_when_its_phase_changes(told, public):
    _texts, document, zone = told("shanghai-2022-04", "sealed", "monitoring")
    assert document.findtext(f"{CAP}msgType") == "Update"
    (reference,) = document.findtext(f"{CAP}references").split()
    sender, identifier, sent = reference.split(",")
    with clock.freeze(NOW):
        first = public.document(zone)
    assert first.findtext(f"{CAP}msgType") == "Alert"
    assert (sender, identifier, sent) == tuple(
        first.findtext(f"{CAP}{key}") for key in ("sender", "identifier", "sent")
    )
    assert "居家健康监测" in document.findtext(f"{CAP}info/{CAP}headline")


def test_a_zone_that_is_over_says_what_to_do_then(told, public, viewer):
    from wanjia.zoning.zones.actions import step

    _texts, _document, zone = told("gas", "level2", "evacuated")
    with clock.freeze(NOW + timedelta(hours=2)):
        step(viewer, zone, "open", why="已签字", confirmed=["signed_off"])
        over = public.document(zone)
    SCHEMA.assertValid(over)
    assert over.findtext(f"{CAP}msgType") == "Cancel"
    chinese, english = over.iter(f"{CAP}info")
    assert "燃气泄漏" in chinese.findtext(f"{CAP}headline")
    assert "开窗" in chinese.findtext(f"{CAP}instruction")
    assert english.findtext(f"{CAP}responseType") == "AllClear"
    assert "signed off" in english.findtext(f"{CAP}instruction")


def test_a_zone_that_is_stepped_to_another_class_is_renewed_and_not_called_over(
    told, public, viewer
):
    from wanjia.zoning.zones.actions import step

    _texts, document, zone = told("gas", "level1", "evacuated")
    with clock.freeze(NOW + timedelta(hours=2)):
        newer = public.document(step(viewer, zone, "level2", why="降级"))
        feed = public.client("zh").get(f"/feeds/cap/{public.code}/").content.decode()
    SCHEMA.assertValid(newer)
    assert newer.findtext(f"{CAP}msgType") == "Update"
    assert document.findtext(f"{CAP}identifier") in newer.findtext(f"{CAP}references")
    assert "马上离开" in newer.findtext(f"{CAP}info/{CAP}instruction")
    assert zone.id.hex not in feed
    assert "Cancel" not in feed


def test_what_was_put_in_its_place_is_no_all_clear(told, public, viewer, estate):
    _texts, _document, zone = told("gas", "level1", "evacuated")
    with clock.freeze(NOW + timedelta(minutes=5)):
        publish(
            viewer,
            estate,
            Order(frozenset({"23", "24", "3"}), "gas", "level1", seen=zone.publication_id),
        )
        gone = public.document(zone)
    assert gone.findtext(f"{CAP}msgType") == "Cancel"
    assert gone.findtext(f"{CAP}info/{CAP}responseType") is None
    assert gone.findtext(f"{CAP}info/{CAP}instruction") is None
    assert "看最新" in gone.findtext(f"{CAP}info/{CAP}headline")


def test_no_renderer_for_the_public_has_an_instruction_of_its_own():
    """Sentences to the public stand in the protocols and in what people write, not in the code."""
    here = Path(wanjia.__file__).parent
    speakers = [
        *(here / "channels" / "standards").glob("*.py"),
        *(here / "channels" / "incoming").glob("*.py"),
        *(here / "zoning" / "zones" / "templates" / "zoning").glob("print_*.html"),
        *(here / "ui" / "templates" / "ui" / "household").glob("*.html"),
        *(here / "people" / "residents" / "templates" / "people").glob("sheet*.html"),
        here / "zoning" / "zones" / "print_views.py",
        here / "zoning" / "protocols" / "public_text.py",
        here / "zoning" / "zones" / "public_text.py",
        here / "ui" / "household" / "views.py",
        here / "notices" / "publishing" / "zone_notices.py",
    ]
    orders = re.compile(
        r"不要出门|请不要|足不出户|留在家|不得|请少外出|请马上|撤离|做检测|抗原自测"
        r"|[Ss]tay (?:in|at)|[Dd]o not (?:leave|go|gather)|[Ee]vacuate|be tested|[Ll]eave now"
    )
    allowed = {"请不要转给别人", "请马上打 120"}
    assert len(speakers) > 20
    found = {
        f"{path.name}: {one}"
        for path in speakers
        for one in orders.findall(_without_allowed(path.read_text("utf-8"), allowed))
    }
    assert found == set()


def _without_allowed(text, allowed):
    for one in allowed:
        text = text.replace(one, "")
    return text


OLD = re.compile(r"(?ms)^\[(?:classes\.phases\.)?public(?:\.ended)?\]\n.*?(?=^\[|\Z)")


def test_a_committees_copy_from_before_is_shown_and_not_published(
    public, told, viewer, community, estate
):
    from wanjia.core.problems import Problem
    from wanjia.zoning.models import ProtocolCopy

    _texts, _document, zone = told("gas", "level1", "evacuated")
    text = OLD.sub("", (FOLDER / "gas.toml").read_text("utf-8"))
    assert "public" not in re.sub("#.*", "", text)
    ProtocolCopy.objects.create(community=community, name="gas", toml=text, saved_at=NOW)
    order = Order(frozenset({"3"}), "gas", "level1", seen=zone.publication_id)
    with clock.freeze(NOW + timedelta(minutes=1)):
        with pytest.raises(Problem) as refused:
            publish(viewer, estate, order)
        said = refused.value.words("zh") + refused.value.words("en")
        for words in ("[public]", "category", "gas.toml", "第 1 行", "Gas leak"):
            assert words in said
        document = public.document(zone)
        for language in LANGUAGES:
            page = words_of(public.household(language))
            assert ("签字确认" if language == "zh" else "sign-off") in page
        shown = public.client("zh").get("/protocols/gas/").content.decode()
        assert "不能据此发布" in shown
        assert "gas.toml 第 1 行" in shown
    SCHEMA.assertValid(document)
    info = document.find(f"{CAP}info")
    assert info.findtext(f"{CAP}category") == "Other"
    assert "燃气泄漏" in info.findtext(f"{CAP}event")
    assert "不得开关电器" in info.findtext(f"{CAP}instruction")


PHASE = "classes[1].phases[1].public"
BROKEN = [
    ('category = "Safety"\n', "", "public.category"),
    ('category = "Safety"', 'category = "Gas"', "public.category"),
    ('on_positive = "none"\n', "", "public.on_positive"),
    ('on_positive = "none"', 'on_positive = [{ zh = "测", en = "T." }]', "public.on_positive"),
    ("[public.ended]", "[public.over]", "public.ended"),
    ("event = { zh", "evnt = { zh", f"{PHASE}.event"),
    ('en = "Gas leak: leave now', 'en = "燃气: leave now', f"{PHASE}.headline"),
    ('instruction = [\n  { zh = "请马上', 'to_do = [\n  { zh = "请马上', f"{PHASE}.instruction"),
    ('urgency = "Immediate"\n', "", f"{PHASE}.urgency"),
    ('response = ["Evacuate"]', "response = []", f"{PHASE}.response"),
]


@pytest.mark.parametrize(("find", "put", "key"), BROKEN)
def test_each_key_for_the_public_is_required_and_told_with_its_line(find, put, key):
    from wanjia.zoning.protocols.protocol import parse_protocol

    text = (FOLDER / "gas.toml").read_text("utf-8")
    assert find in text
    with pytest.raises(RulesFileError) as refused:
        parse_protocol(text.replace(find, put, 1), "gas.toml")
    assert (refused.value.file, refused.value.key) == ("gas.toml", key)
    assert refused.value.line > 1


def test_an_infection_must_say_what_to_do_with_a_positive():
    from wanjia.zoning.protocols.protocol import parse_protocol

    text = (FOLDER / "national-v9.toml").read_text("utf-8")
    silent = re.sub(r"(?ms)^on_positive = \[.*?^\]", 'on_positive = "none"', text)
    with pytest.raises(RulesFileError, match="positive"):
        parse_protocol(silent, "national-v9.toml")
