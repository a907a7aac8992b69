"""More layouts of rosters: blocks, wide lists, boards and lines; see tests/people/town.py."""

from calendar import month_abbr

from tests.people.town import layout, people_of


@layout(("phones",))
def blocks_under_titles(homes):
    half = {
        b: [h for h in homes if h.building == b] for b in dict.fromkeys(h.building for h in homes)
    }
    columns = [
        [[h.unit, h.room, p.name, p.phone] for h, _, p in people_of(one)] for one in half.values()
    ]
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
    top = [
        "门牌号",
        "",
        *[x for n in range(most) for x in (("户主", "配偶", "成员3", "成员4")[n], "", "")],
    ]
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
        rows.append(
            [
                n,
                f"{h.building}栋{h.unit}单元{h.room}室",
                " / ".join(f"{p.name} {p.phone}" for p in h.people),
                "",
            ]
        )
    return [("Sheet1", rows)]


@layout(("phones", "id_number"))
def merged_places(homes):
    rows = [["幢", "单元", "室", "姓名", "身份证号码", "联系电话"]]
    last = ("", "", "")
    for h, _, p in people_of(homes):
        now = (h.building, h.unit, h.room)
        row = ["" if now[: n + 1] == last[: n + 1] else now[n] for n in range(3)]
        rows.append([*row, p.name, p.id_number, p.phone])
        last = now
    return [("Sheet1", rows)]


@layout(("phones",))
def quoted_repeats(homes):
    rows = [["楼号", "单元", "室号", "姓名", "电话"]]
    for h, at, p in people_of(homes):
        rows.append(
            [h.building, h.unit, h.room, p.name, p.phone]
            if at == 0
            else ['"', '"', '"', p.name, p.phone]
        )
    return [("Sheet1", rows)]


@layout(("phones", "sex"))
def whole_addresses(homes):
    rows = [["姓名", "性别", "现住址", "手机号"]]
    for n, (h, _, p) in enumerate(people_of(homes)):
        text = (
            f"和风苑{h.building}号楼{h.unit}单元{h.room}室",
            f"和风苑小区{h.building}幢{h.unit}单元{h.room}",
            f"金沙路88号和风苑{h.building}栋{h.unit}单元{h.room}室",
        )[n % 3]
        rows.append([p.name, p.sex, text, p.phone])
    return [("Sheet1", rows)]


@layout(("phones",), unit=False)
def sheets_by_number(homes):
    sheets = []
    for building in dict.fromkeys(h.building for h in homes):
        rows = [["房号", "姓名", "联系方式"]]
        rows += [
            [h.room, p.name, p.phone] for h, _, p in people_of(homes) if h.building == building
        ]
        sheets.append((f"{building}#", rows))
    return sheets


@layout(("phones",), unit=False)
def sheets_without_heading(homes):
    sheets = []
    for building in dict.fromkeys(h.building for h in homes):
        sheets.append(
            (
                f"{building}幢",
                [
                    [h.room, p.name, p.phone]
                    for h, _, p in people_of(homes)
                    if h.building == building
                ],
            )
        )
    return sheets


@layout(("phones",))
def helpers_below(homes):
    rows = [["幢", "单元", "室", "姓名", "电话"]]
    rows += [[h.building, h.unit, h.room, p.name, p.phone] for h, _, p in people_of(homes)]
    rows += [
        [],
        ["志愿者联系表"],
        ["姓名", "电话", "负责"],
        ["钱志愿", "19900009991", "1幢"],
        ["孙帮忙", "19900009992", "2幢"],
    ]
    return [("Sheet1", rows)]


@layout(())
def rooms_in_cells(homes):
    own = [h for h in homes if h.building == "1" and h.unit == "1"]
    rows = [["1号楼1单元"]]
    for floor in sorted({h.room[:-2] for h in own}, reverse=True):
        rows.append(
            [
                f"{h.room}\n" + "、".join(p.name for p in h.people)
                for h in own
                if h.room[:-2] == floor
            ]
        )
    return [("Sheet1", rows)]


@layout(("phones",))
def rooms_over_buildings(homes):
    rooms = list(dict.fromkeys(h.room for h in homes))
    rows = [["楼栋", *rooms]]
    for stairwell in dict.fromkeys((h.building, h.unit) for h in homes):
        own = {h.room: h for h in homes if (h.building, h.unit) == stairwell}
        rows.append(
            [
                f"{stairwell[0]}号楼{stairwell[1]}单元",
                *[
                    "、".join(f"{p.name}{p.phone}" for p in own[room].people) if room in own else ""
                    for room in rooms
                ],
            ]
        )
    return [("Sheet1", rows)]


@layout(("phones",))
def counted_households(homes):
    rows = [["序号", "户号", "幢", "单元", "室", "户主", "人数", "家庭成员", "联系电话", "备注"]]
    for n, h in enumerate(homes, 1):
        for at, p in enumerate(h.people):
            first = at == 0
            rows.append(
                [
                    n if first else "",
                    f"H{n:03}" if first else "",
                    h.building if first else "",
                    h.unit if first else "",
                    h.room if first else "",
                    h.people[0].name if first else "",
                    len(h.people) if first else "",
                    p.name,
                    p.phone,
                    "",
                ]
            )
    return [("Sheet1", rows)]


@layout(("phones", "birth"))
def english_wide(homes):
    most = max(len(h.people) for h in homes)
    rows = [
        [
            "Bldg",
            "Unit",
            "Apt",
            *[x for n in range(1, most + 1) for x in (f"Resident {n}", f"DOB {n}", f"Phone {n}")],
        ]
    ]
    for h in homes:
        row = [h.building, h.unit, h.room]
        for p in h.people:
            year, month, day = p.birth.split("-")
            row += [
                p.name,
                f"{int(day)} {month_abbr[int(month)]} {year}",
                p.phone,
            ]
        rows.append(row + [""] * (3 + 3 * most - len(row)))
    return [("List", rows)]


@layout(("phones",))
def floor_and_flat(homes):
    rows = [["楼栋", "单元", "楼层", "房号", "住户姓名", "电话"]]
    rows += [
        [h.building, h.unit, int(h.room[:-2]), h.room[-2:], p.name, p.phone]
        for h, _, p in people_of(homes)
    ]
    return [("Sheet1", rows)]


@layout(("phones",))
def one_cell_a_line_text(homes):
    return [
        (
            "Sheet1",
            [
                [f"{h.building}号楼{h.unit}单元{h.room}室，{p.name}，{p.phone}"]
                for h, _, p in people_of(homes)
            ],
        )
    ]


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
    for h, at, p in people_of(homes):
        if (h.building, h.unit) != last:
            last = (h.building, h.unit)
            rows.append([f"{h.building}栋{h.unit}单元"])
        rows.append([h.room if at == 0 else "", p.name, p.phone])
    return [("Sheet1", rows)]


@layout(("phones", "id_number"))
def name_and_id_in_one(homes):
    rows = [["门牌", "姓名及身份证号", "手机"]]
    rows += [
        [f"{h.building}-{h.unit}-{h.room}", f"{p.name} {p.id_number}", p.phone]
        for h, _, p in people_of(homes)
    ]
    return [("Sheet1", rows)]


@layout(("phones",))
def vertical_cards(homes):
    rows = []
    for h, _, p in people_of(homes):
        rows += [
            ["姓名", p.name],
            ["住址", f"{h.building}幢{h.unit}单元{h.room}室"],
            ["电话", p.phone],
            [],
        ]
    return [("Sheet1", rows)]
