"""Who serves the demo community: the committee's seven, doctors, stewards, volunteers, town."""

from datetime import date
from random import Random

from wanjia_demo import names
from wanjia_demo.people import Papers
from wanjia_demo.values import Estate, Resident, Staff

VOLUNTEERS = 40
SKILLS = ("drive", "dialect", "nursing", "english", "carry", "repair", "party")
# role, title, how many
OFFICE = (
    ("head", "居委会主任", 1),
    ("desk", "值班社工", 2),
)
DOCTORS = ("全科医生", "全科医生", "全科医生", "社区护士", "社区护士", "公卫医生")


def staff(
    rng: Random, papers: Papers, estates: tuple[Estate, ...], town_office: str, today: date
) -> tuple[Staff, ...]:
    """Everyone with a part to play, the head of the committee first."""
    everywhere = tuple(estate.name for estate in estates)
    hired = [
        *(
            _hire_staff(rng, papers, role, title, i)
            for role, title, count in OFFICE
            for i in range(1, count + 1)
        ),
        *(
            _hire_staff(rng, papers, "grid", "网格员", i, (name,))
            for i, name in enumerate(everywhere, 1)
        ),
        *(_hire_staff(rng, papers, "doctor", title, i) for i, title in enumerate(DOCTORS, 1)),
        *(
            _hire_staff(rng, papers, "steward", "物业管家", i, (name,))
            for i, name in enumerate(everywhere, 1)
        ),
    ]
    town = Staff(town_office, "town", "街道值班室", papers.phone(), "town")
    return (*hired, *_pick_volunteers(rng, estates, today), town)


def _hire_staff(
    rng: Random,
    papers: Papers,
    role: str,
    title: str,
    number: int,
    estates: tuple[str, ...] = (),
) -> Staff:
    sex = "女" if rng.random() < 0.6 else "男"
    name = names.surname(rng) + names.given_name(rng, sex, rng.randint(1966, 1995))
    login = role if role == "head" else f"{role}{number}"
    return Staff(name, role, title, papers.phone(), login, estates)


def _pick_volunteers(rng: Random, estates: tuple[Estate, ...], today: date) -> list[Staff]:
    """Residents of 19 to 64 with a phone who are at home and whom nobody needs to look after."""
    able = [
        (estate.name, person)
        for estate in estates
        for person in estate.residents
        if _is_able(person, today)
    ]
    chosen = sorted(rng.sample(range(len(able)), VOLUNTEERS))
    return [
        Staff(
            person.name,
            "volunteer",
            "志愿者",
            person.phone,
            f"volunteer{number}",
            (estate,),
            tuple(skill for skill in SKILLS if rng.random() < 0.3),
            person.key,
        )
        for number, (estate, person) in enumerate((able[i] for i in chosen), 1)
    ]


def _is_able(person: Resident, today: date) -> bool:
    free = person.where == "home" and not person.risks and person.exempt_until is None
    return bool(person.phone) and free and 19 <= person.age(today) <= 64
