"""Two communities side by side, each with everything that can be seen; their names tell them apart.

All names are in Latin letters, so that a Chinese word on an English page is the page's own.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from wanjia.core import clock
from wanjia.core.access.viewer import FIELD, OFFICE, Viewer
from wanjia.core.ids import NIL
from wanjia.core.models import Area, Community, Level, Membership, Office, Role, User

SHANGHAI = ZoneInfo("Asia/Shanghai")
PUBLISHED = datetime(2022, 4, 18, 18, 40, tzinfo=SHANGHAI)
NOW = datetime(2022, 4, 19, 10, 0, tzinfo=SHANGHAI)
ROLES = tuple(Role.values)
EVERYBODY = (*ROLES, OFFICE)  # the office of the area that the community lies in, too
WELLS = ("7", "8", "9")  # 7 is looked after by the field roles; 9 lies outside the sealed zone


@dataclass
class Town:
    """One community: who signs in, what everyone is called, an id for each kind of thing."""

    mark: str
    community: Community
    viewers: dict[str, Viewer] = field(default_factory=dict)
    people: dict[str, list[Any]] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    outside: dict[str, Any] = field(default_factory=dict)
    links: dict[str, Any] = field(default_factory=dict)

    def client(self, role: str, language: str = "zh-hans") -> Client:
        """A browser of somebody in a role; of nobody for the role ""."""
        client = Client(headers={"accept-language": language})
        if role:
            client.force_login(User.objects.get(id=self.viewers[role].user_id))
        return client

    def secrets(self, *wells: str) -> set[str]:
        """Names and phone numbers of everybody behind these doors, or of all."""
        everyone = [one for well in wells or WELLS for one in self.people[well]]
        return {value for one in everyone for value in (one.name, one.phone, one.id_number)}


def build(mark: str, number: int) -> Town:
    """Make a community whose every name begins with `mark`, and live through a first day in it."""
    area = Area.objects.create(level=Level.TOWN, name=f"{mark} Town", name_en=f"{mark} Town")
    community = Community.objects.create(
        area=area,
        name=f"{mark} Quarter",
        name_en=f"{mark} Quarter",
        town=f"{mark} Town",
        code=f"31011700{number}",
    )
    town = Town(mark, community)
    estate = _estate(town)
    _people(town, estate, number)
    _staff(town)
    with clock.freeze(PUBLISHED):
        _outbreak(town, estate)
    with clock.freeze(NOW):
        _first_day(town)
        _keys(town)
        _accounts(town)
        _office(town, area)
        _register(town)
    return town


def _register(town: Town) -> None:
    """A register that all roles may see, with an entry of a door in sight and one of another."""
    from wanjia.everyday.registers import actions

    desk = town.viewers["desk"]
    register = actions.open_register(desk, "dogs").register
    register.roles = sorted(FIELD)
    register.save(update_fields=["roles"])
    for well in ("7", "9"):
        door = town.people[well][0].dwelling.door
        actions.add_entry(desk, register.id, {"licence": "L-1"}, door)
    for ids in (town.ids, town.outside):
        ids |= {"register_id": register.id}


def _sealed_report(town: Town) -> None:
    """The daily report of the day before, sealed."""
    from django.utils import timezone

    from wanjia.reports.daily.actions import seal_day

    with timezone.override("Asia/Shanghai"):
        sealed = seal_day(town.community, timezone.localdate(NOW) - timedelta(days=1))
    for ids in (town.ids, town.outside):
        ids |= {"report_id": sealed.id}


def _office(town: Town, area: Area) -> None:
    """The figures as the community keeps them, and somebody of the area's office."""
    from wanjia.city.rollup import keep_up

    keep_up(town.community.id)
    _sealed_report(town)
    user = User.objects.create(username=f"{town.mark}-office", name=f"{town.mark} Office")
    Office.objects.create(user=user, area=area)
    town.viewers[OFFICE] = Viewer(NIL, OFFICE, user.id, user.name, area_id=area.id)
    for ids in (town.ids, town.outside):
        ids |= {"area_id": area.id, "community_id": town.community.id}


def _estate(town: Town) -> Any:
    from wanjia.places.models import Dwelling, Estate, Gate, Junction, Path, Stairwell

    of = {"community": town.community}
    name = f"{town.mark} Court"
    estate = Estate.objects.create(**of, name=name, name_en=name)
    here, there = (
        Junction.objects.create(**of, estate=estate, label=label, at=[31.06, lon])
        for label, lon in (("j1", 121.23), ("j2", 121.24))
    )
    line = [here.at, there.at]
    Path.objects.create(**of, estate=estate, label="p1", a=here, b=there, guards=2, line=line)
    Gate.objects.create(
        **of, estate=estate, label="east", name="East", junction=there, guards=2, at=there.at
    )
    for sort, label in enumerate(WELLS):
        well = Stairwell.objects.create(
            **of,
            estate=estate,
            label=label,
            sort=sort,
            at=[31.0601, 121.23 + sort / 1000],
            junction=there if label == "9" else here,
        )
        for floor in (1, 2, 3):
            room = f"{floor}01"
            Dwelling.objects.create(
                **of, stairwell=well, room=room, door=f"{label}-{room}", floor=floor, sort=floor
            )
    town.ids |= {"estate_id": estate.id}
    return estate


def _people(town: Town, estate: Any, number: int) -> None:
    from wanjia.people.models import Resident, Risk
    from wanjia.places.models import Dwelling

    surnames = {"7": "Innes", "8": "Outram", "9": "Farrow"}
    for count, home in enumerate(Dwelling.objects.filter(community=town.community)):
        well = home.stairwell.label
        for place in (0, 1):
            person = Resident.objects.create(
                community=town.community,
                dwelling=home,
                sort=place,
                name=f"{town.mark} {surnames[well]} {count}{'ab'[place]}",
                phone=f"1990000{number}{count:02d}{place}",
                id_number=f"31011719{60 + count}0101{number}{place:02d}{count % 10}",
                birth=datetime(1940 + count, 1, 1).date(),  # noqa: DTZ001
            )
            town.people.setdefault(well, []).append(person)
    for well, ids in (("7", town.ids), ("9", town.outside)):
        person = town.people[well][0]
        risk = Risk.objects.create(
            community=town.community, resident=person, kind="alone_elder", confirmed=True
        )
        ids |= {"resident_id": person.id, "dwelling_id": person.dwelling_id, "risk_id": risk.id}
    town.outside |= {"estate_id": estate.id}


def _staff(town: Town) -> None:
    from wanjia.people.models import Staff

    for role in ROLES:
        name = f"{town.mark} {role.title()}"
        user = User.objects.create(username=f"{town.mark}-{role}", name=name)
        Membership.objects.create(community=town.community, user=user, role=role)
        Staff.objects.create(
            community=town.community, name=name, role=role, user=user, phone="19900009999"
        )
        town.viewers[role] = Viewer(town.community.id, role, user.id, name)
    town.ids["user_id"] = town.viewers["grid"].user_id
    town.outside["user_id"] = town.viewers["desk"].user_id


def _outbreak(town: Town, estate: Any) -> None:
    """A case, zones, grids for the field roles, links for the households."""
    from wanjia.people.models import HouseholdLink, Staff
    from wanjia.people.residents.actions import make_household_links
    from wanjia.places.models import Dwelling, Stairwell
    from wanjia.zoning.cases.actions import record_case
    from wanjia.zoning.models import Grid, GridMember, GridStairwell
    from wanjia.zoning.plans.actions import Order, publish

    desk = town.viewers["desk"]
    for well, ids in (("7", town.ids), ("9", town.outside)):
        person = town.people[well][2]
        case = record_case(
            desk,
            person.dwelling,
            test="pcr",
            sampled_at=PUBLISHED - timedelta(hours=9),
            told_by="Disease control",
            resident=person,
        )
        ids["case_id"] = case.id
        if well == "7":
            order = Order(frozenset({"7", "8"}), "shanghai-2022-04")
            publication = publish(desk, estate, order)
    zones = {one.klass: one for one in publication.zones.all()}
    town.ids |= {"publication_id": publication.id, "zone_id": zones["sealed"].id}
    town.outside |= {"publication_id": publication.id, "zone_id": zones["precaution"].id}
    of = {"community": town.community}
    Grid.objects.filter(**of).delete()
    for label, ids in (("7", town.ids), ("9", town.outside)):
        zone = zones["sealed" if label == "7" else "precaution"]
        grid = Grid.objects.create(**of, zone=zone, name=f"{town.mark} grid {label}")
        well = Stairwell.objects.get(**of, label=label)
        GridStairwell.objects.create(**of, grid=grid, stairwell=well)
        ids |= {"grid_id": grid.id, "stairwell_id": well.id}
        if label == "7":
            for staff in Staff.objects.filter(**of, role__in=FIELD):
                GridMember.objects.create(**of, grid=grid, staff=staff)
    make_household_links(desk, Dwelling.objects.filter(**of))
    for link in HouseholdLink.objects.filter(**of).select_related("dwelling"):
        town.links[link.dwelling.door] = link


def _first_day(town: Town) -> None:
    """Answers, an alarm, a contact, a paste and an upload, on both sides of the field's sight."""
    from wanjia.needs.followup.actions import record_need
    from wanjia.people.residents.actions import record_contact
    from wanjia.people.roster import uploads
    from wanjia.reports.answers.actions import Given, store_answers
    from wanjia.reports.models import Alarm, Round
    from wanjia.reports.paste.actions import read_paste
    from wanjia.reports.results.actions import record
    from wanjia.reports.results.rules import Tube

    desk = town.viewers["desk"]
    for well, ids in (("7", town.ids), ("9", town.outside)):
        round_ = Round.objects.filter(
            zone=ids["zone_id"], opens_at__lte=NOW, closes_at__gt=NOW, who="residents"
        ).first()
        ill, fine = town.people[well][2:4]
        given = [Given(ill.id, antigen="positive"), Given(fine.id, antigen="negative")]
        store_answers(desk, round_, given, "door")
        alarm = Alarm.objects.filter(resident=ill).first()
        tube = Tube("pcr", NOW - timedelta(hours=3), "waiting", f"{town.mark}{well}", 10)
        result = record(desk, tube, [ill.id, fine.id])
        record_contact(desk, ill.id, "call", "well", note="all well")
        need = record_need(
            desk,
            "Insulin for tomorrow, please",
            dwelling_id=ill.dwelling_id,
            resident_id=ill.id,
            asker=ill.name,
            asker_phone=ill.phone,
        )
        text = f"{ill.dwelling.door} {ill.name} negative\n{fine.name} wants rice\n"
        paste, _ = read_paste(desk, text, round_)
        ids |= _told(town, ids, well)
        ids |= {
            "round_id": round_.id,
            "alarm_id": alarm.id,
            "test_id": _alarm_of_staff(desk, round_).id,
            "result_id": result.id,
            "need_id": need.id,
            "paste_id": paste.id,
            "line_id": paste.lines.first().id,
        }
    _care(town)
    _sites(town)
    _goods(town)
    _incoming(town)
    town.ids["token"] = uploads.keep(desk, "roster.csv", b"a,b\n1,2\n")
    town.outside["token"] = "not-a-token"
    _draft(town)


def _draft(town: Town) -> None:
    """What the head and the desk typed when their sessions ended."""
    from wanjia.core.drafts import Typed, keep_draft

    for ids, role in ((town.ids, "head"), (town.outside, "desk")):
        typed = Typed("", "/needs/new/", {"text": [f"{town.mark} typed this"]})
        ids["draft_id"] = keep_draft(town.viewers[role].user_id, typed).id


def _care(town: Town) -> None:
    """A pair, an errand, files of a mother and of a newborn, within the grid and outside it."""
    from wanjia.care.errands.actions import Wanted, ask
    from wanjia.care.mothers.actions import save_newborn, save_pregnancy
    from wanjia.care.pairs.actions import make_pair
    from wanjia.people.models import Staff

    desk = town.viewers["desk"]
    for ids, role in ((town.ids, "volunteer"), (town.outside, "head")):
        person = ids["resident_id"]
        friend = Staff.objects.get(community=town.community, role=role)
        ids["pair_id"] = make_pair(desk, friend.id, person).id
        ids["errand_id"] = ask(desk, person, "shopping", [Wanted("rice", "5 kg")]).id
        born = NOW.date() - timedelta(days=20)
        due = NOW.date() + timedelta(days=40)
        baby = save_newborn(desk, person, born=born, birth_grams=3300)
        ids["file_id"] = save_pregnancy(desk, person, due=due).id
        ids["newborn_id"] = baby.id
    _duty(town)


def _duty(town: Town) -> None:
    """A team with a draft, a wish, and a card to hospital on each side of the sealed door."""
    from wanjia.duty.rosters.actions import draft, save_team, wish
    from wanjia.duty.trips.actions import open_trip
    from wanjia.people.models import Staff

    head = town.viewers["head"]
    staff = list(Staff.objects.filter(community=town.community).exclude(role="town"))
    team = save_team(head, f"{town.mark} team", "two12", [one.id for one in staff], medical=True)
    made = draft(head, team, NOW.date() + timedelta(days=1), 2)
    asked = wish(head, staff[0].id, "away", NOW.date(), NOW.date())
    for ids in (town.ids, town.outside):
        ids |= {"team_id": team.id, "roster_id": made.id, "wish_id": asked.id}
        card = {"why": "dialysis", "hospital": "City"}
        ids["trip_id"] = open_trip(town.viewers["desk"], ids["resident_id"], card).id


def _alarm_of_staff(desk, round_):
    """A positive test of somebody at work."""
    from wanjia.people.models import Staff
    from wanjia.reports.models import StaffRound, StaffTest

    scope = {"community_id": desk.community_id}
    staff_round = StaffRound.objects.create(
        **scope, key=f"staff-{round_.id}", name="Staff", opens_at=NOW, closes_at=NOW
    )
    staff = Staff.objects.filter(**scope).order_by("id").first()
    return StaffTest.objects.create(
        **scope, round=staff_round, staff=staff, pcr="positive", recorded_at=NOW, due_at=NOW
    )


def _told(town: Town, ids: dict[str, Any], well: str) -> dict[str, Any]:
    """A notice to a stairwell, a household's question, an answer, a group that is written to."""
    from wanjia.channels.groups.actions import Card, save_group
    from wanjia.channels.models import Message
    from wanjia.notices.comments.actions import add_comment, answer_all
    from wanjia.notices.models import Reach
    from wanjia.notices.publishing.actions import Draft, publish_notice, save_draft
    from wanjia.notices.publishing.audience import Audience

    desk, home = town.viewers["desk"], town.people[well][0].dwelling_id
    audience = Audience(Reach.STAIRWELLS, stairwells=frozenset({ids["stairwell_id"]}))
    group = save_group(desk, Card(f"{town.mark} chat {well}", audience))
    draft = Draft(f"{town.mark} test {well}", "Tomorrow at 8", audience, important=True)
    notice = publish_notice(desk, save_draft(desk, draft).id)
    household = Viewer(town.community.id, "household", name="7-101", dwelling_id=home)
    asked = add_comment(household, notice.id, f"{town.mark} {well}: may the cat come along?")
    told = answer_all(desk, notice.id, "It may stay at home", text_en="It may stay at home")
    return {
        "photo_id": _photo(town, home, ids).id,
        "notice_id": notice.id,
        "comment_id": asked.id,
        "answer_id": told.id,
        "group_id": group.id,
        "message_id": Message.objects.get(group=group).id,
    }


def _photo(town: Town, dwelling_id: Any, ids: dict[str, Any]) -> Any:
    """A photo of a test, taken at the door."""
    from wanjia.people.photos.actions import keep_photo

    picture = BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "JPEG")
    file = SimpleUploadedFile("test.jpg", picture.getvalue(), "image/jpeg")
    return keep_photo(town.viewers["desk"], dwelling_id, file, ids["stairwell_id"])


def _incoming(town: Town) -> None:
    """An inbox, and a message of somebody who is not known yet."""
    from wanjia.channels.incoming.inboxes import open_inbox
    from wanjia.channels.incoming.message import Letter
    from wanjia.channels.incoming.receive import take

    box = open_inbox(town.viewers["head"], "hook")
    letter = take(box, Letter("m-1", "u-1", f"{town.mark} here, we are all well"))
    for ids in (town.ids, town.outside):
        ids |= {"address": box.address, "letter_id": letter.id, "pk": 10**6}


def _goods(town: Town) -> None:
    """A supply with an order in the grid and one outside it, and a cart that goes to both."""
    from wanjia.goods.models import Good, Stop
    from wanjia.goods.orders import actions as orders
    from wanjia.goods.rounds import actions as rounds
    from wanjia.goods.rounds import planning
    from wanjia.goods.supplies import actions as supplies
    from wanjia.places.models import Estate

    desk = town.viewers["desk"]
    name = f"{town.mark} Milk"
    estate = Estate.objects.get(community=town.community)
    draft = supplies.Draft(
        "group_buy", name, [supplies.DraftGood("Milk", "box", 6500)], title_en=name
    )
    supply = supplies.open_supply(desk, draft)
    milk = Good.objects.get(supply=supply)
    for ids, well in ((town.ids, "7"), (town.outside, "9")):
        home = town.people[well][0].dwelling_id
        ids |= {
            "supply_id": supply.id,
            "order_id": orders.order_for_household(desk, supply.id, home, {milk.id: "2"}).id,
        }
    supplies.close_supply(desk, supply.id)
    supplies.count_arrival(desk, supply.id, {milk.id: "4"})
    supplies.note_disinfected(desk, supply.id)
    supplies.note_split(desk, supply.id)
    cart = rounds.add_cart(desk, f"{town.mark} cart", "clean", "40")
    planned = planning.plan_routes(
        desk, estate.id, [cart.id], NOW, supplies=[supply.id], seconds=0.3
    )
    route = planned.routes[0]
    for ids, well in ((town.ids, "7"), (town.outside, "9")):
        stop = Stop.objects.get(route=route, stairwell__label=well)
        ids |= {"route_id": route.id, "stop_id": stop.id}


def _sites(town: Town) -> None:
    """A hospital, a trip there, and the two cases on its way: in the grid and outside it."""
    from wanjia.sites.models import Transfer
    from wanjia.sites.sites import actions as building
    from wanjia.sites.transfers import actions as transfers

    desk = town.viewers["desk"]
    name = f"{town.mark} Hospital"
    site = building.make_site(desk, name, 9, kind="hospital", name_en=name)
    car = transfers.add_vehicle(desk, f"{town.mark} 1", 4)
    trip = transfers.make_trip(desk, car.id, site.id, NOW + timedelta(hours=1))
    for ids, well in ((town.ids, "7"), (town.outside, "9")):
        ill = town.people[well][2]
        waits = Transfer.objects.get(community=town.community, resident=ill)
        transfers.give_seat(desk, waits.id, trip.id)
        ids |= {"site_id": site.id, "ride_id": trip.id, "transfer_id": waits.id}


def _keys(town: Town) -> None:
    """A program's key that acts as the desk."""
    from wanjia.core.access.api_keys import make_key

    desk = Membership.objects.get(community=town.community, role="desk")
    key, _token = make_key(town.viewers["head"], desk.id, f"{town.mark} gateway")
    town.ids |= {"key_id": key.id}
    town.outside |= {"key_id": key.id}


def _accounts(town: Town) -> None:
    """Somebody who serves, somebody who is invited, and a correction that a household asks for."""
    from wanjia.people.invitations.actions import invite
    from wanjia.privacy.subject.corrections import ask

    serves = Membership.objects.get(community=town.community, role="volunteer")
    invitation, _token = invite(town.viewers["head"], "desk", f"{town.mark} Newcomer")
    for ids in (town.ids, town.outside):
        home = Viewer(town.community.id, "household", dwelling_id=ids["dwelling_id"])
        correction = ask(home, ids["resident_id"], "other", f"{town.mark} has moved away")
        ids |= {"membership_id": serves.id, "invitation_id": invitation.id}
        ids["correction_id"] = correction.id
