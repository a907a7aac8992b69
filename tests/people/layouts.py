"""Layouts of rosters as offices keep them; see tests/people/town.py."""

from tests.people import more_layouts, other_hands
from tests.people.town import LAYOUTS, gold, layout, people_of, town

__all__ = ["LAYOUTS", "gold", "more_layouts", "other_hands", "town"]


@layout()
def long_table(homes):
    head = ["楼号", "单元", "室号", "姓名", "性别", "身份证号", "出生日期", "电话", "与户主关系"]
    return [
        (
            "Sheet1",
            [
                head,
                *(
                    [
                        h.building,
                        h.unit,
                        h.room,
                        p.name,
                        p.sex,
                        p.id_number,
                        p.birth,
                        p.phone,
                        p.relation,
                    ]
                    for h, _, p in people_of(homes)
                ),
            ],
        )
    ]


@layout(("phones", "sex"))
def no_heading(homes):
    return [
        (
            "Sheet1",
            [
                [f"{h.building}幢", f"{h.unit}单元", h.room, p.name, p.sex, p.phone]
                for h, _, p in people_of(homes)
            ],
        )
    ]


@layout(("phones",))
def no_heading_numbers(homes):
    return [
        (
            "Sheet1",
            [
                [n, int(h.building), int(h.unit), int(h.room), p.name, int(p.phone)]
                for n, (h, _, p) in enumerate(people_of(homes), 1)
            ],
        )
    ]


@layout(("phones",), heads=True)
def several_in_a_cell(homes):
    rows = [["门牌", "住户", "联系电话"]]
    rows += [
        [f"{h.building}-{h.unit}-{h.room}", "、".join(p.name for p in h.people), h.people[0].phone]
        for h in homes
    ]
    return [("名单", rows)]


@layout(("relation", "phones"), heads=True)
def several_with_relation(homes):
    rows = [["居民登记"], ["幢", "单元", "室", "家庭成员"]]
    rows += [
        [
            h.building,
            h.unit,
            h.room,
            "\n".join(
                f"{p.name}（{p.relation}）" + (p.phone if at == 0 else "")
                for at, p in enumerate(h.people)
            ),
        ]
        for h in homes
    ]
    return [("名单", rows)]


@layout(("phones",), heads=True)
def wide_members(homes):
    most = max(len(h.people) for h in homes)
    rows = [["楼栋", "单元", "房号", "户主", "联系电话", *[f"成员{n}" for n in range(1, most)]]]
    for h in homes:
        names = [p.name for p in h.people[1:]]
        rows.append(
            [
                f"{h.building}号楼",
                f"{h.unit}单元",
                h.room,
                h.people[0].name,
                h.people[0].phone,
                *names,
                *[""] * (most - 1 - len(names)),
            ]
        )
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
                rows += [
                    [h.room if at == 0 else "", p.name, p.phone] for at, p in enumerate(h.people)
                ]
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
        rows += [
            [h.room if at == 0 else "〃", p.name, p.relation, p.phone]
            for at, p in enumerate(h.people)
        ]
    return [("Sheet1", rows)]


@layout(("phones", "relation", "sex"))
def cards(homes):
    rows = []
    for h in homes:
        rows += [
            ["楼号", h.building, "单元", h.unit, "室号", h.room],
            ["姓名", "性别", "关系", "电话"],
        ]
        rows += [[p.name, p.sex, p.relation, p.phone] for p in h.people]
        rows.append([])
    return [("一户一表", rows)]


@layout(("phones",), heads=True)
def cards_inline(homes):
    rows = []
    for h in homes:
        rows += [
            [f"楼号：{h.building}", f"单元：{h.unit}", f"室号：{h.room}"],
            [f"户主：{h.people[0].name}", f"电话：{h.people[0].phone}"],
        ]
        rows += [[f"成员：{p.name}"] for p in h.people[1:]]
        rows.append([])
    return [("登记卡", rows)]


@layout((), unit=False)
def board(homes):
    rows = [["1号楼房屋居住图"], ["楼层", "01室", "02室"]]
    for floor in ("3", "2", "1"):
        row = [f"{floor}层"]
        for flat in ("01", "02"):
            row.append(
                "、".join(
                    p.name
                    for h in homes
                    if h.room == floor + flat and h.building == "1" and h.unit == "1"
                    for p in h.people
                )
            )
        rows.append(row)
    return [("1号楼", rows)]


@layout(("phones", "sex", "birth"))
def turned(homes):
    few = list(people_of(homes))
    return [
        (
            "Sheet1",
            [
                ["姓名", *[p.name for _, _, p in few]],
                ["性别", *[p.sex for _, _, p in few]],
                ["出生日期", *[p.birth for _, _, p in few]],
                ["电话", *[p.phone for _, _, p in few]],
                ["住址", *[f"{h.building}幢{h.unit}单元{h.room}室" for h, _, _ in few]],
            ],
        )
    ]


@layout(("phones",))
def side_by_side(homes):
    left, right = homes[: len(homes) // 2], homes[len(homes) // 2 :]
    columns = [
        [[f"{h.building}-{h.unit}", h.room, p.name, p.phone] for h, _, p in people_of(half)]
        for half in (left, right)
    ]
    rows = [["楼号", "室号", "姓名", "电话", "", "楼号", "室号", "姓名", "电话"]]
    for n in range(max(len(one) for one in columns)):
        a, b = (one[n] if n < len(one) else [""] * 4 for one in columns)
        rows.append([*a, "", *b])
    return [("Sheet1", rows)]


@layout(("phones", "sex"))
def pages(homes):
    head = ["幢", "单元", "室", "姓名", "性别", "电话"]
    rows, count = [], 0
    for n, (h, _, p) in enumerate(people_of(homes)):
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
    rows = [
        [
            "Building",
            "Unit",
            "Room",
            "Resident name",
            "Sex",
            "Date of birth",
            "ID card no.",
            "Mobile",
        ]
    ]
    rows += [
        [
            h.building,
            h.unit,
            h.room,
            p.name,
            {"男": "M", "女": "F"}[p.sex],
            p.birth,
            p.id_number,
            p.phone,
        ]
        for h, _, p in people_of(homes)
    ]
    return [("Residents", rows)]


@layout(("phones",))
def swapped_headings(homes):
    rows = [["房屋", "联系方式", "姓名"]]
    rows += [
        [f"{h.building}幢{h.unit}单元{h.room}", p.name, p.phone] for h, _, p in people_of(homes)
    ]
    return [("Sheet1", rows)]


@layout(("phones",))
def strange_headings(homes):
    rows = [["哪栋", "第几单元", "几零几", "谁住着", "怎么找"]]
    rows += [
        [f"{h.building}栋", f"{h.unit}单元", h.room, p.name, p.phone]
        for h, _, p in people_of(homes)
    ]
    return [("Sheet1", rows)]


@layout(("phones",))
def with_contacts(homes):
    rows = [["楼号", "单元", "室号", "姓名", "电话", "紧急联系人", "联系人电话", "楼组长"]]
    rows += [
        [h.building, h.unit, h.room, p.name, p.phone, "钱多多", "19900009998", "周楼长"]
        for h, _, p in people_of(homes)
    ]
    return [("Sheet1", rows)]


@layout(("phones", "relation"))
def head_beside_member(homes):
    rows = [["楼号", "单元", "室号", "户主姓名", "姓名", "与户主关系", "电话"]]
    rows += [
        [h.building, h.unit, h.room, h.people[0].name, p.name, p.relation, p.phone]
        for h, _, p in people_of(homes)
    ]
    return [("Sheet1", rows)]


@layout(("phones",))
def lines_of_text(homes):
    return [
        (
            "Sheet1",
            [
                [f"{h.building}-{h.unit}-{h.room} {p.name} {p.phone}"]
                for h, _, p in people_of(homes)
            ],
        )
    ]


@layout(("phones",))
def extra_title_rows(homes):
    rows = [
        ["和风苑小区住户花名册（2022年4月）"],
        ["填表单位：和风居委会", "", "", "填表人：陈工"],
        [],
        ["楼栋信息", "", "", "人员信息", ""],
        ["幢号", "单元号", "房间号", "住户姓名", "手机号码"],
    ]
    rows += [[h.building, h.unit, h.room, p.name, p.phone] for h, _, p in people_of(homes)]
    return [("Sheet1", [*rows, [], ["审核人：李主任"], ["注：空关户未列入。"]])]


@layout((), unit=False)
def column_per_household(homes):
    own = [h for h in homes if h.unit == "1"]
    most = max(len(h.people) for h in own)
    rows = [[f"{h.building}-{h.room}" for h in own]]
    rows += [[h.people[n].name if n < len(h.people) else "" for h in own] for n in range(most)]
    return [("Sheet1", rows)]
