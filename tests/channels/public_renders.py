"""Everything that goes out to the public of one zone, as it goes out: language → way → text."""

import html
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.test import Client
from lxml import etree

from wanjia.core.models import Membership, User
from wanjia.duty.models import CalendarLink, Roster, Shift, Team
from wanjia.people.models import HouseholdLink, Staff
from wanjia.zoning.models import Publication, Zone

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
ATOM = "{http://www.w3.org/2005/Atom}"
ROOT = "{urn:oasis:names:tc:emergency:cap:1.2}info"
SPOKEN = ("event", "headline", "description", "instruction", f"area/{CAP}areaDesc")
LANGUAGES = {"zh": "zh-hans", "en": "en"}


@dataclass
class Public:
    """One community as the public reads it, signed in only where an officer prints or copies."""

    code: str
    token: str
    calendar: str
    officer: User
    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def document(self, zone: Zone) -> etree._Element:
        """The newest alert on a zone."""
        feed = etree.fromstring(Client().get(f"/feeds/cap/{self.code}/").content)
        links = [one.find(f"{ATOM}link").get("href") for one in feed.findall(f"{ATOM}entry")]
        (mine,) = [one for one in links if zone.id.hex in one]
        return etree.fromstring(Client().get(mine).content)

    def client(self, language: str) -> Client:
        """An officer's browser in a language."""
        client = Client()
        client.force_login(self.officer)
        client.cookies["wanjia_lang"] = LANGUAGES[language]
        return client

    def household(self, language: str) -> str:
        """A household's page."""
        client = Client()
        client.cookies["wanjia_lang"] = LANGUAGES[language]
        answer = client.get(f"/h/{self.token}/")
        assert answer.status_code == 200
        return answer.content.decode()

    def properties(self, zone: Zone) -> dict[str, str]:
        """What the map of zones says of one."""
        found = json.loads(Client().get(f"/geo/zones/{self.code}.json").content)
        (mine,) = [one for one in found["features"] if one["id"] == str(zone.id)]
        return mine["properties"]

    def events(self, language: str) -> str:
        """The officer's calendar, its lines unfolded."""
        body = Client().get(f"/duty/ical/{self.calendar}.ics?lang={language}").content.decode()
        return (
            body.replace("\r\n ", "").replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")
        )


def words_of(page: str) -> str:
    """A page as it is read: no markup, no scripts."""
    page = re.sub(r"<(script|style|head)\b.*?</\1>", " ", page, flags=re.S)
    page = re.sub(r"</(p|li|h\d|div|tr|section|td|th|ol|ul)>|<br>", "\n", page)
    return re.sub(r"[ \t]*\n\s*", "\n", html.unescape(re.sub(r"<[^>]+>", "", page))).strip()


def section(page: str, key: str) -> str:
    """One section of a page by its id."""
    found = re.search(rf'<section[^>]*id="{key}".*?</section>', page, re.S)
    assert found, key
    return found[0]


def in_language(page: str, language: str) -> str:
    """The part of a page that speaks both which is in one of them."""
    page = re.sub(r'<p class="banner.*?</p>', "", page, flags=re.S)  # it names the class in both
    spoken = r'<(\w+)[^>]*lang="en"[^>]*>.*?</\1>'
    if language == "en":
        return "\n".join(found[0] for found in re.finditer(spoken, page, re.S))
    return re.sub(spoken, "", page, flags=re.S)


def renders(public: Public, publication: Publication, zone: Zone) -> dict[str, dict[str, str]]:
    """What everybody reads of a zone now."""
    found: dict[str, dict[str, str]] = {}
    document = public.document(zone)
    properties = public.properties(zone)
    doors = public.client("zh").get(f"/print/publication/{publication.id}/doors/").content.decode()
    for language, name in (("zh", "zh-CN"), ("en", "en-US")):
        (info,) = [one for one in document.iter(ROOT) if one.findtext(f"{CAP}language") == name]
        suffix = "_en" if language == "en" else ""
        page = public.household(language)
        pressed = public.client(language).get(f"/publications/{publication.id}/").content.decode()
        notice = public.client("zh").get(f"/notices/new/?zone={zone.id}").content.decode()
        found[language] = {
            "cap": "\n".join(info.findtext(f"{CAP}{key}") or "" for key in SPOKEN),
            "door": words_of(
                in_language(
                    "".join(re.findall(r'<section class="sheet".*?</section>', doors, re.S)),
                    language,
                )
            ),
            "household": words_of(section(page, "zone")),
            "group": words_of(section(pressed, "groups")),
            "notice": "\n".join(_field(notice, one + suffix) for one in ("title", "body")),
            "calendar": public.events(language),
            "map": "\n".join(
                str(properties[key + suffix])
                for key in ("event", "class", "headline", "instruction", "ends")
            ),
        }
    return found


def _field(page: str, name: str) -> str:
    textarea = re.search(rf'<textarea[^>]*name="{name}".*?>(.*?)</textarea>', page, re.S)
    if textarea:
        return html.unescape(textarea[1]).strip()
    line = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    value = re.search(r'value="([^"]*)"', line[0]) if line else None
    return html.unescape(value[1]) if value else ""


def make_public(community, estate, door: str, now: datetime) -> Public:
    """Let a household have its link and an officer a shift and a calendar."""
    of = {"community": community}
    officer = User.objects.create(username="head", name="主任")
    Membership.objects.create(**of, user=officer, role="head")
    staff = Staff.objects.create(**of, name="主任", role="head", user=officer, phone="19900001111")
    team = Team.objects.create(**of, name="门岗", name_en="Gate")
    roster = Roster.objects.create(
        **of, team=team, first=now.date(), days=1, pattern="two12", made_at=now, published_at=now
    )
    Shift.objects.create(
        **of, roster=roster, staff=staff, day=now.date(), key="long_day", live=True,
        starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=13),
    )  # fmt: skip
    calendar = CalendarLink.objects.create(**of, user=officer, token="c" * 43, made_at=now)
    dwelling = estate.stairwells.get(label=door.split("-")[0]).dwellings.get(door=door)
    link = HouseholdLink.objects.create(**of, dwelling=dwelling, token="h" * 43, made_at=now)
    return Public(community.code, link.token, calendar.token, officer)
