"""One truth in many layouts: the same households as offices might write them down.

Each layout is a function from households to the sheets of a workbook, (name, rows, merged), and
which facts it can hold. Names are invented, phones begin 1990000.
"""

import random
from dataclasses import dataclass, field

from stdnum.cn import ric

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂建国秀兰志红玉凤春梅海燕晓东文华雪峰思宇梓涵子轩一诺"
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
                        birth = f"{chance.randint(1935, 2015)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
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


def _each(homes):
    for home in homes:
        for at, one in enumerate(home.people):
            yield home, at, one


@layout()
def long_table(homes):
    head = ["楼号", "单元", "室号", "姓名", "性别", "身份证号", "出生日期", "电话", "与户主关系"]
    return [("Sheet1", [head, *([h.building, h.unit, h.room, p.name, p.sex, p.id_number, p.birth, p.phone, p.relation] for h, _, p in _each(homes))])]


@layout(("phones", "sex"))
def no_heading(homes):
    return [("Sheet1", [[f"{h.building}幢", f"{h.unit}单元", h.room, p.name, p.sex, p.phone] for h, _, p in _each(homes)])]


@layout(("phones",))
def no_heading_numbers(homes):
    return [("Sheet1", [[n, int(h.building), int(h.unit), int(h.room), p.name, int(p.phone)] for n, (h, _, p) in enumerate(_each(homes), 1)])]


@layout(("phones",), heads=True)
def several_in_a_cell(homes):
    rows = [["门牌", "住户", "联系电话"]]
    rows += [[f"{h.building}-{h.unit}-{h.room}", "、".join(p.name for p in h.people), h.people[0].phone] for h in homes]
    return [("名单", rows)]


@layout(("relation", "phones"), heads=True)
def several_with_relation(homes):
    rows = [["居民登记"], ["幢", "单元", "室", "家庭成员"]]
    rows += [[h.building, h.unit, h.room, "\n".join(f"{p.name}（{p.relation}）" + (p.phone if at == 0 else "") for at, p in enumerate(h.people))] for h in homes]
    return [("名单", rows)]


@layout(("phones",), heads=True)
def wide_members(homes):
    most = max(len(h.people) for h in homes)
    rows = [["楼栋", "单元", "房号", "户主", "联系电话", *[f"成员{n}" for n in range(1, most)]]]
    for h in homes:
        names = [p.name for p in h.people[1:]]
        rows.append([f"{h.building}号楼", f"{h.unit}单元", h.room, h.people[0].name, h.people[0].phone, *names, *[""] * (most - 1 - len(names))])
    return [("名单", rows)]


@layout(("phones", "id_number"))
def wide_with_facts(homes):
    most = max(len(h.people) for h in homes)
    head = ["序号", "幢", "单元", "室"]
    for n in range(1, most + 1):
        head += [f"姓名{n}", f"身份证{n}", f"电话{n}"]
    rows = [head]
    for number, h in enumerate(homes, 1):
        row = [number, h.building, h.unit, h.room]
        for p in h.people:
            row += [p.name, p.id_number, p.phone]
        rows.append(row + [""] * (len(head) - len(row)))
    return [("名单", rows)]


@layout(("phones",), unit=False)
def sheet_per_building(homes):
    sheets = []
    for building in dict.fromkeys(h.building for h in homes):
        rows = [[f"{building}号楼居民名册"], ["室号", "姓名", "手机"]]
        for h in homes:
            if h.building == building:
                rows += [[h.room if at == 0 else "", p.name, p.phone] for at, p in enumerate(h.people)]
        sheets.append((f"{building}号楼", rows))
    return sheets


@layout(("phones", "relation"))
def banners(homes):
    rows = [["室号", "姓名", "关系", "电话"]]
    last = ""
    for h in homes:
        if (h.building, h.unit) != last:
            last = (h.building, h.unit)
            rows.append([f"{h.building}号楼{h.unit}单元"])
        rows += [[h.room if at == 0 else "〃", p.name, p.relation, p.phone] for at, p in enumerate(h.people)]
    return [("Sheet1", rows)]


@layout(("phones", "relation", "sex"))
def cards(homes):
    rows = []
    for h in homes:
        rows += [["楼号", h.building, "单元", h.unit, "室号", h.room], ["姓名", "性别", "关系", "电话"]]
        rows += [[p.name, p.sex, p.relation, p.phone] for p in h.people]
        rows.append([])
    return [("一户一表", rows)]


@layout(("phones",), heads=True)
def cards_inline(homes):
    rows = []
    for h in homes:
        rows += [[f"楼号：{h.building}", f"单元：{h.unit}", f"室号：{h.room}"], [f"户主：{h.people[0].name}", f"电话：{h.people[0].phone}"]]
        rows += [[f"成员：{p.name}"] for p in h.people[1:]]
        rows.append([])
    return [("登记卡", rows)]


@layout((), unit=False)
def board(homes):
    rows = [["1号楼房屋居住图"], ["楼层", "01室", "02室"]]
    for floor in ("3", "2", "1"):
        row = [f"{floor}层"]
        for flat in ("01", "02"):
            row.append("、".join(p.name for h in homes if h.room == floor + flat and h.building == "1" and h.unit == "1" for p in h.people))
        rows.append(row)
    return [("1号楼", rows)]


@layout(("phones", "sex", "birth"))
def turned(homes):
    few = list(_each(homes))
    return [("Sheet1", [["姓名", *[p.name for _, _, p in few]], ["性别", *[p.sex for _, _, p in few]], ["出生日期", *[p.birth for _, _, p in few]], ["电话", *[p.phone for _, _, p in few]], ["住址", *[f"{h.building}幢{h.unit}单元{h.room}室" for h, _, _ in few]]])]


@layout(("phones",))
def side_by_side(homes):
    left, right = homes[: len(homes) // 2], homes[len(homes) // 2 :]
    columns = [[[f"{h.building}-{h.unit}", h.room, p.name, p.phone] for h, _, p in _each(half)] for half in (left, right)]
    rows = [["楼号", "室号", "姓名", "电话", "", "楼号", "室号", "姓名", "电话"]]
    for n in range(max(len(one) for one in columns)):
        a, b = (one[n] if n < len(one) else [""] * 4 for one in columns)
        rows.append([*a, "", *b])
    return [("Sheet1", rows)]


@layout(("phones", "sex"))
def pages(homes):
    head = ["幢", "单元", "室", "姓名", "性别", "电话"]
    rows, count = [], 0
    for n, (h, _, p) in enumerate(_each(homes)):
        if n % 9 == 0:
            if n:
                rows += [["本页小计", "", "", f"{count}人"], []]
            rows += [["和风苑居民登记表", "", "", "", f"第{n // 9 + 1}页"], head]
            count = 0
        rows.append([h.building, h.unit, h.room, p.name, p.sex, p.phone])
        count += 1
    return [("Sheet1", [*rows, ["合计", "", "", f"{sum(len(h.people) for h in homes)}人"]])]


@layout(("phones", "sex", "birth", "id_number"))
def english(homes):
    rows = [["Building", "Unit", "Room", "Resident name", "Sex", "Date of birth", "ID card no.", "Mobile"]]
    rows += [[h.building, h.unit, h.room, p.name, {"男": "M", "女": "F"}[p.sex], p.birth, p.id_number, p.phone] for h, _, p in _each(homes)]
    return [("Residents", rows)]


@layout(("phones",))
def swapped_headings(homes):
    rows = [["房屋", "联系方式", "姓名"]]
    rows += [[f"{h.building}幢{h.unit}单元{h.room}", p.name, p.phone] for h, _, p in _each(homes)]
    return [("Sheet1", rows)]


@layout(("phones",))
def strange_headings(homes):
    rows = [["哪栋", "第几单元", "几零几", "谁住着", "怎么找"]]
    rows += [[f"{h.building}栋", f"{h.unit}单元", h.room, p.name, p.phone] for h, _, p in _each(homes)]
    return [("Sheet1", rows)]


@layout(("phones",))
def with_contacts(homes):
    rows = [["楼号", "单元", "室号", "姓名", "电话", "紧急联系人", "联系人电话", "楼组长"]]
    rows += [[h.building, h.unit, h.room, p.name, p.phone, "钱多多", "19900009998", "周楼长"] for h, _, p in _each(homes)]
    return [("Sheet1", rows)]


@layout(("phones", "relation"))
def head_beside_member(homes):
    rows = [["楼号", "单元", "室号", "户主姓名", "姓名", "与户主关系", "电话"]]
    rows += [[h.building, h.unit, h.room, h.people[0].name, p.name, p.relation, p.phone] for h, _, p in _each(homes)]
    return [("Sheet1", rows)]


@layout(("phones",))
def lines_of_text(homes):
    return [("Sheet1", [[f"{h.building}-{h.unit}-{h.room} {p.name} {p.phone}"] for h, _, p in _each(homes)])]


@layout(("phones",))
def extra_title_rows(homes):
    rows = [["和风苑小区住户花名册（2022年4月）"], ["填表单位：和风居委会", "", "", "填表人：陈工"], [], ["楼栋信息", "", "", "人员信息", ""], ["幢号", "单元号", "房间号", "住户姓名", "手机号码"]]
    rows += [[h.building, h.unit, h.room, p.name, p.phone] for h, _, p in _each(homes)]
    return [("Sheet1", [*rows, [], ["审核人：李主任"], ["注：空关户未列入。"]])]


@layout((), unit=False)
def column_per_household(homes):
    own = [h for h in homes if h.unit == "1"]
    most = max(len(h.people) for h in own)
    rows = [[f"{h.building}-{h.room}" for h in own]]
    rows += [[h.people[n].name if n < len(h.people) else "" for h in own] for n in range(most)]
    return [("Sheet1", rows)]


@layout(("phones",))
def blocks_under_titles(homes):
    half = {b: [h for h in homes if h.building == b] for b in dict.fromkeys(h.building for h in homes)}
    columns = [[[h.unit, h.room, p.name, p.phone] for h, _, p in _each(one)] for one in half.values()]
    top, head, rows = [], [], []
    for building in half:
        top += [f"{building}号楼", "", "", "", ""]
        head += ["单元", "室号", "姓名", "电话", ""]
    for n in range(max(len(one) for one in columns)):
        row = []
        for one in columns:
            row += [*(one[n] if n < len(one) else [""] * 4), ""]
        rows.append(row)
    return [("Sheet1", [top, head, *rows])]


@layout(("birth", "phones"))
def wide_two_heads(homes):
    most = max(len(h.people) for h in homes)
    top = ["门牌号", "", *[x for n in range(most) for x in (("户主", "配偶", "成员3", "成员4")[n], "", "")]]
    head = ["楼", "室", *["姓名", "出生年月日", "手机"] * most]
    rows = []
    for h in homes:
        row = [f"{h.building}-{h.unit}", h.room]
        for p in h.people:
            row += [p.name, p.birth.replace("-", "."), p.phone]
        rows.append(row + [""] * (len(head) - len(row)))
    return [("Sheet1", [top, head, *rows])]


@layout(("phones",))
def phones_in_the_cell(homes):
    rows = [["序号", "楼栋单元室", "家庭成员及电话", "备注"]]
    for n, h in enumerate(homes, 1):
        rows.append([n, f"{h.building}栋{h.unit}单元{h.room}室", " / ".join(f"{p.name} {p.phone}" for p in h.people), ""])
    return [("Sheet1", rows)]


@layout(("phones", "id_number"))
def merged_places(homes):
    rows = [["幢", "单元", "室", "姓名", "身份证号码", "联系电话"]]
    last = ("", "", "")
    for h, at, p in _each(homes):
        now = (h.building, h.unit, h.room)
        row = ["" if now[: n + 1] == last[: n + 1] else now[n] for n in range(3)]
        rows.append([*row, p.name, p.id_number, p.phone])
        last = now
    return [("Sheet1", rows)]


@layout(("phones",))
def quoted_repeats(homes):
    rows = [["楼号", "单元", "室号", "姓名", "电话"]]
    for h, at, p in _each(homes):
        rows.append([h.building, h.unit, h.room, p.name, p.phone] if at == 0 else ['"', '"', '"', p.name, p.phone])
    return [("Sheet1", rows)]


@layout(("phones", "sex"))
def whole_addresses(homes):
    rows = [["姓名", "性别", "现住址", "手机号"]]
    for n, (h, _, p) in enumerate(_each(homes)):
        text = (f"和风苑{h.building}号楼{h.unit}单元{h.room}室", f"和风苑小区{h.building}幢{h.unit}单元{h.room}", f"金沙路88号和风苑{h.building}栋{h.unit}单元{h.room}室")[n % 3]
        rows.append([p.name, p.sex, text, p.phone])
    return [("Sheet1", rows)]


@layout(("phones",), unit=False)
def sheets_by_number(homes):
    sheets = []
    for building in dict.fromkeys(h.building for h in homes):
        rows = [["房号", "姓名", "联系方式"]]
        rows += [[h.room, p.name, p.phone] for h, _, p in _each(homes) if h.building == building]
        sheets.append((f"{building}#", rows))
    return sheets


@layout(("phones",), unit=False)
def sheets_without_heading(homes):
    sheets = []
    for building in dict.fromkeys(h.building for h in homes):
        sheets.append((f"{building}幢", [[h.room, p.name, p.phone] for h, _, p in _each(homes) if h.building == building]))
    return sheets


@layout(("phones",))
def helpers_below(homes):
    rows = [["幢", "单元", "室", "姓名", "电话"]]
    rows += [[h.building, h.unit, h.room, p.name, p.phone] for h, _, p in _each(homes)]
    rows += [[], ["志愿者联系表"], ["姓名", "电话", "负责"], ["钱志愿", "19900009991", "1幢"], ["孙帮忙", "19900009992", "2幢"]]
    return [("Sheet1", rows)]


@layout(())
def rooms_in_cells(homes):
    own = [h for h in homes if h.building == "1" and h.unit == "1"]
    rows = [["1号楼1单元"]]
    for floor in sorted({h.room[:-2] for h in own}, reverse=True):
        rows.append([f"{h.room}\n" + "、".join(p.name for p in h.people) for h in own if h.room[:-2] == floor])
    return [("Sheet1", rows)]


@layout(("phones",))
def rooms_over_buildings(homes):
    rooms = list(dict.fromkeys(h.room for h in homes))
    rows = [["楼栋", *rooms]]
    for stairwell in dict.fromkeys((h.building, h.unit) for h in homes):
        own = {h.room: h for h in homes if (h.building, h.unit) == stairwell}
        rows.append([f"{stairwell[0]}号楼{stairwell[1]}单元", *["、".join(f"{p.name}{p.phone}" for p in own[room].people) if room in own else "" for room in rooms]])
    return [("Sheet1", rows)]


@layout(("phones",))
def counted_households(homes):
    rows = [["序号", "户号", "幢", "单元", "室", "户主", "人数", "家庭成员", "联系电话", "备注"]]
    for n, h in enumerate(homes, 1):
        for at, p in enumerate(h.people):
            first = at == 0
            rows.append([n if first else "", f"H{n:03}" if first else "", h.building if first else "", h.unit if first else "", h.room if first else "", h.people[0].name if first else "", len(h.people) if first else "", p.name, p.phone, ""])
    return [("Sheet1", rows)]


@layout(("phones", "birth"))
def english_wide(homes):
    most = max(len(h.people) for h in homes)
    rows = [["Bldg", "Unit", "Apt", *[x for n in range(1, most + 1) for x in (f"Resident {n}", f"DOB {n}", f"Phone {n}")]]]
    for h in homes:
        row = [h.building, h.unit, h.room]
        for p in h.people:
            year, month, day = p.birth.split("-")
            row += [p.name, f"{int(day)} {('Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec')[int(month) - 1]} {year}", p.phone]
        rows.append(row + [""] * (3 + 3 * most - len(row)))
    return [("List", rows)]


@layout(("phones",))
def floor_and_flat(homes):
    rows = [["楼栋", "单元", "楼层", "房号", "住户姓名", "电话"]]
    rows += [[h.building, h.unit, int(h.room[:-2]), h.room[-2:], p.name, p.phone] for h, _, p in _each(homes)]
    return [("Sheet1", rows)]


@layout(("phones",))
def one_cell_a_line_text(homes):
    return [("Sheet1", [[f"{h.building}号楼{h.unit}单元{h.room}室，{p.name}，{p.phone}"] for h, _, p in _each(homes)])]


@layout(("phones",))
def room_then_members(homes):
    rows = []
    for h in homes:
        rows.append([f"{h.building}号楼{h.unit}单元{h.room}室"])
        rows += [["", p.name, p.phone] for p in h.people]
    return [("Sheet1", rows)]


@layout(("phones",))
def unit_titles_without_heading(homes):
    rows, last = [], ""
    for h, at, p in _each(homes):
        if (h.building, h.unit) != last:
            last = (h.building, h.unit)
            rows.append([f"{h.building}栋{h.unit}单元"])
        rows.append([h.room if at == 0 else "", p.name, p.phone])
    return [("Sheet1", rows)]


@layout(("phones", "id_number"))
def name_and_id_in_one(homes):
    rows = [["门牌", "姓名及身份证号", "手机"]]
    rows += [[f"{h.building}-{h.unit}-{h.room}", f"{p.name} {p.id_number}", p.phone] for h, _, p in _each(homes)]
    return [("Sheet1", rows)]


@layout(("phones",))
def vertical_cards(homes):
    rows = []
    for h, _, p in _each(homes):
        rows += [["姓名", p.name], ["住址", f"{h.building}幢{h.unit}单元{h.room}室"], ["电话", p.phone], []]
    return [("Sheet1", rows)]
