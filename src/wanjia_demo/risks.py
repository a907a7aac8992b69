"""Why some of the demo's residents need care, drawn at about the rates of a real neighbourhood."""

from datetime import date, timedelta
from random import Random

from wanjia_demo.names import Family
from wanjia_demo.values import Risk

NEWBORN_DAYS = 28
LONE_ELDER_AGE = 75
WEEKDAYS = ((1, 3, 5), (2, 4, 6))
HOSPITALS = ("区中心医院", "区人民医院", "市一医院南院", "大学附属医院")
MATERNITY = ("区妇幼保健院", "区中心医院产科")
DRUGS = (
    ("氨氯地平", 24),
    ("缬沙坦", 14),
    ("二甲双胍", 16),
    ("阿托伐他汀", 14),
    ("甘精胰岛素", 7),
    ("阿司匹林", 9),
    ("左甲状腺素", 5),
    ("沙美特罗替卡松", 4),
    ("华法林", 2),
    ("卡马西平", 1),
)


def risks_of(
    rng: Random, *, age: int, birth: date, sex: str, size: int, of: Family, today: date
) -> tuple[Risk, ...]:
    """Return the risks of a person of that age (years) and sex in a household of `size`."""
    found = [
        *_by_age(rng, age, birth, size, today),
        *_draw_pregnancy(rng, age, sex, today),
        *_draw_treatment(rng, age),
        *_draw_lasting(rng, age),
    ]
    if of.speaks and (age >= 55 or rng.random() < 0.35):
        found.append(Risk("language", {"speaks": of.speaks}))
    return tuple(found)


def _by_age(rng: Random, age: int, birth: date, size: int, today: date) -> list[Risk]:
    risks = []
    if size == 1 and age >= LONE_ELDER_AGE:
        risks.append(Risk("alone_elder"))
    if (today - birth).days <= NEWBORN_DAYS:
        risks.append(Risk("newborn", {"born": birth.isoformat()}))
    if rng.random() < (0.5 if age >= 75 else 0.12 if age >= 65 else 0):
        risks.append(Risk("no_smartphone"))
    return risks


def _draw_pregnancy(rng: Random, age: int, sex: str, today: date) -> list[Risk]:
    if sex != "女" or not 22 <= age <= 42 or rng.random() >= 0.022:
        return []
    due = today + timedelta(days=rng.randint(4, 230))
    return [Risk("pregnant", {"due": due.isoformat(), "hospital": rng.choice(MATERNITY)})]


def _draw_treatment(rng: Random, age: int) -> list[Risk]:
    dice = rng.random()
    if age >= 40 and dice < 0.004:
        return [_make_visits(rng, "dialysis", rng.choice(WEEKDAYS))]
    if age >= 45 and dice < 0.0065:
        return [_make_visits(rng, "chemotherapy", (rng.randint(1, 5),))]
    return []


def _make_visits(rng: Random, kind: str, weekdays: tuple[int, ...]) -> Risk:
    return Risk(kind, {"weekdays": list(weekdays), "hospital": rng.choice(HOSPITALS)})


def _draw_lasting(rng: Random, age: int) -> list[Risk]:
    risks = []
    if rng.random() < (0.3 if age >= 60 else 0.06 if age >= 45 else 0.003):
        drug = rng.choices([d for d, _ in DRUGS], [w for _, w in DRUGS])[0]
        risks.append(Risk("chronic", {"drug": drug, "days_left": rng.randint(2, 40)}))
    if rng.random() < (0.035 if age >= 70 else 0.01):
        risks.append(Risk("disabled", {"level": rng.randint(1, 4)}))
    if age >= 16 and rng.random() < 0.004:
        risks.append(Risk("mental"))
    return risks
