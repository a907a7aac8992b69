"""One truth for many layouts: households as offices might write them down.

Each layout is a function from households to the sheets of a workbook, (name, rows, merged), and
which facts it can hold. Names are invented, phones begin 1990000.
"""

import random
from dataclasses import dataclass, field

from stdnum.cn import ric

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂建国秀兰志红玉凤春梅海燕晓东文华雪峰思宇梓涵子轩一诺"
)
RELATIONS = ("户主", "妻", "子", "女", "母", "儿媳", "孙子")


@dataclass
class Who:
    name: str
    sex: str
    birth: str
    id_number: str
    phone: str
    relation: str


@dataclass
class Home:
    building: str
    unit: str
    room: str
    people: list[Who] = field(default_factory=list)


def town(seed, buildings=2, units=2, floors=3, flats=2, largest=4):
    """Some households; seed for seed the same."""
    chance = random.Random(seed)
    homes, used, phone = [], set(), seed % 100 * 100
    for building in range(1, buildings + 1):
        for unit in range(1, units + 1):
            for floor in range(1, floors + 1):
                for flat in range(1, flats + 1):
                    home = Home(str(building), str(unit), f"{floor}{flat:02}")
                    for at in range(chance.randint(1, largest)):
                        name = ""
                        while not name or name in used or name.endswith("子"):
                            name = chance.choice(SURNAMES) + "".join(
                                chance.choices(GIVEN, k=chance.choice((1, 2, 2)))
                            )
                        used.add(name)
                        phone += 1
                        year, month = chance.randint(1935, 2015), chance.randint(1, 12)
                        birth = f"{year}{month:02}{chance.randint(1, 28):02}"
                        order = chance.randint(100, 899)
                        number = f"999999{birth}{order}"
                        home.people.append(
                            Who(
                                name,
                                "男" if order % 2 else "女",
                                f"{birth[:4]}-{birth[4:6]}-{birth[6:]}",
                                number + ric.calc_check_digit(f"{number}0"),
                                f"1990000{phone:04}",
                                RELATIONS[at],
                            )
                        )
                    homes.append(home)
    return homes


def gold(homes, facts=("phones", "id_number", "sex", "birth", "relation"), unit=True, heads=False):
    """What is really in it, of the facts that a layout holds; `heads`: only they have phones."""
    people = []
    for home in homes:
        for at, one in enumerate(home.people):
            stairwell = f"{home.building}-{home.unit}" if unit else home.building
            person = {"name": one.name, "door": f"{stairwell}-{home.room}"}
            values = {
                "phones": [one.phone] if not heads or at == 0 else [],
                "id_number": one.id_number,
                "sex": one.sex,
                "birth": one.birth,
                "relation": one.relation,
            }
            people.append(person | {key: values[key] for key in facts})
    return {"people": people}


LAYOUTS = {}


def layout(facts=("phones", "id_number", "sex", "birth", "relation"), **how):
    """Enter a layout with the facts that its file holds."""

    def enter(make):
        LAYOUTS[make.__name__] = (make, facts, how)
        return make

    return enter


def people_of(homes):
    for home in homes:
        for at, one in enumerate(home.people):
            yield home, at, one
