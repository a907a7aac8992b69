"""Layouts as a third and a fourth hand might keep them; see tests/people/town.py."""

from itertools import groupby

from tests.people.town import layout, people_of

FIGURES = "〇一二三四五六七八九"


def words(number):
    """A number of two digits at most in words: 21 is 二十一."""
    tens, ones = divmod(int(number), 10)
    return ("" if tens == 0 else ("" if tens == 1 else FIGURES[tens]) + "十") + (
        FIGURES[ones] if ones else ""
    )


def day_in_words(birth):
    year, month, day = birth.split("-")
    return f"{''.join(FIGURES[int(one)] for one in year)}年{words(month)}月{words(day)}日"


def by_building(homes):
    return [(key, list(several)) for key, several in groupby(homes, lambda h: h.building)]


@layout(("phones", "birth"))
def heading_of_two_rows_with_signatures(homes):
    rows = [
        ["和睦新村住户情况登记表"],
        ["填报单位：和睦居委会", "", "", "", "填报人：小林"],
        ["项次", "坐落", "", "", "住户", "", "联络", "情况说明"],
        ["", "楼", "门", "房", "姓名", "生日", "手机号", ""],
    ]
    for n, (h, at, p) in enumerate(people_of(homes), 1):
        place = [h.building, h.unit, h.room] if at == 0 else ["同上", "同上", ""]
        rows.append([n, *place, p.name, p.birth.replace("-", "/"), p.phone, ""])
    rows += [["总计", "", "", "", f"{n}人"], ["", "", "", "", "社区主任：", "", "年　月　日"]]
    return [("Sheet1", rows)]


@layout(("phones", "birth"))
def members_one_to_six(homes):
    numbers = "一二三四五六"
    head = ["户", "房屋坐落", *[f"{a}{n}" for n in numbers for a in ("家庭成员", "生日", "电话")]]
    rows = [head]
    for n, h in enumerate(homes, 1):
        row = [n, f"安居路77号{h.building}幢{h.unit}单元{h.room}室"]
        for p in h.people:
            row += [p.name, p.birth, p.phone]
        rows.append(row + [""] * (len(head) - len(row)))
    return [("Sheet2", rows)]


@layout(("phones", "birth", "relation"))
def everything_of_each_in_a_line_of_the_cell(homes):
    rows = [["房号", "家里的人"]]
    for h in homes:
        lines = "\n".join(
            f"{n}. {p.name}（{p.relation}） {p.birth.replace('-', '.')} {p.phone}"
            for n, p in enumerate(h.people, 1)
        )
        rows.append([f"{h.building}-{h.unit}-{h.room}", lines])
    return [("汇总", rows)]


@layout(("phones", "birth", "relation"))
def relation_first_and_numbers_of_whom_in_the_next_cell(homes):
    rows = [["楼栋", "单元", "房间", "住户（关系：姓名，生日）", "电话"]]
    for h in homes:
        named = "；".join(f"{p.relation}：{p.name}，{p.birth}生" for p in h.people)
        phones = "，".join(f"{p.phone}（{p.name}）" for p in reversed(h.people))
        rows.append([f"{h.building}栋", h.unit, h.room, named, phones])
    return [("Sheet1", rows)]


@layout(("phones", "birth"))
def banners_with_ornaments_and_leaders(homes):
    rows = [["", "常住居民一览"], ["", "房号", "姓名", "出生日期", "电话"]]
    for building, several in by_building(homes):
        rows.append(["", f"★ {building}号楼（楼组长：孙阿姨 19900009998）"])
        for unit, theirs in groupby(several, lambda h: h.unit):
            rows.append(["", f"—— {unit}单元 ——"])
            for h, at, p in people_of(theirs):
                rows.append(["", h.room if at == 0 else "", p.name, p.birth, p.phone])
        rows += [["", "小计", f"{len(several)}户"], []]
    rows += [["", "制表：", "审核：", "批准："]]
    return [("Sheet1", rows)]


@layout(("birth", "phones", "relation"))
def births_in_words(homes):
    rows = [["手抄居民底册"], ["住处", "姓名", "称谓", "何时出生", "电话", "附记"]]
    for h, at, p in people_of(homes):
        place = f"{words(h.building)}号楼{words(h.unit)}单元{h.room}" if at == 0 else "同上"
        rows.append([place, p.name, p.relation, day_in_words(p.birth), p.phone, ""])
    rows += [[], ["户数", words(len(homes))]]
    return [("工作表1", rows)]


@layout(("birth", "phones", "relation"))
def cards_with_a_serial_number(homes):
    rows = []
    for n, h in enumerate(homes, 1):
        head, *others = h.people
        rows += [
            ["居民登记卡"],
            [f"编号：{n:03}", "", f"住址：{h.building}栋{h.unit}单元{h.room}室"],
            ["户主", head.name, "生日", head.birth, "电话", head.phone],
            ["同住人员", "姓名", "关系", "生日", "电话", "备注"],
            *([i, p.name, p.relation, p.birth, p.phone, ""] for i, p in enumerate(others, 1)),
            ["登记人：小吴", "", "", "2022年3月1日"],
            [],
        ]
    return [("登记卡", rows)]


@layout(("birth", "phones", "sex"))
def family_name_apart(homes):
    rows = [["幢", "单元", "室", "姓", "名", "性别", "生日", "联络电话"]]
    for h, _, p in people_of(homes):
        family = p.name[:1]
        if p.name.isascii():
            family = p.name.split()[-1]
        given = p.name.removeprefix(family).removesuffix(family).strip()
        rows.append([h.building, h.unit, h.room, family, given, p.sex, p.birth, p.phone])
    return [("Sheet1", rows)]


@layout(("phones", "birth"))
def households_in_columns_block_under_block(homes):
    most = max(len(h.people) for h in homes)
    labels = ["楼栋单元", "室号"]
    for n in range(most):
        labels += [("户主", "成员2", "成员3", "成员4")[n], "生日", "电话"]
    rows = [["住户一览（一户一列）"]]
    for start in range(0, len(homes), 4):
        block = homes[start : start + 4]
        columns = []
        for h in block:
            column = [f"{h.building}栋{h.unit}单元", f"{h.room}室"]
            for p in h.people:
                column += [p.name, p.birth, p.phone]
            columns.append(column + [""] * (len(labels) - len(column)))
        rows += [[label, *cells] for label, *cells in zip(labels, *columns, strict=True)]
        rows.append([])
    return [("Sheet1", rows)]


@layout(("phones", "birth"))
def units_side_by_side_under_a_building(homes):
    sheets = []
    for building, several in by_building(homes):
        units = [list(theirs) for _, theirs in groupby(several, lambda h: h.unit)]
        rows = [[f"{building}幢住户表"], []]
        rows.append([x for one in units for x in (f"{one[0].unit}单元", "", "", "", "")])
        rows.append(["室", "住户姓名", "生日", "手机", ""] * len(units))
        columns = [
            [[h.room if at == 0 else "", p.name, p.birth, p.phone] for h, at, p in people_of(one)]
            for one in units
        ]
        for n in range(max(len(one) for one in columns)):
            rows.append(
                [x for one in columns for x in (*(one[n] if n < len(one) else [""] * 4), "")]
            )
        sheets.append((f"表{building}", rows))
    return sheets


@layout(("phones",))
def pages_with_signatures(homes):
    rows, people = [], list(people_of(homes))
    for start in range(0, len(people), 9):
        page = people[start : start + 9]
        rows += [
            ["金 桥 家 园 人 员 花 名 册"],
            [f"第{start // 9 + 1}页", "", "", "", "单位：人"],
            ["号", "单元", "室", "姓名", "电话", "签收"],
            *([h.building, h.unit, h.room, p.name, p.phone, ""] for h, _, p in page),
            ["本页合计", "", "", f"{len(page)}人"],
            ["经办：李志芬", "", "", "居委会书记：", "", "年 月 日"],
        ]
    return [("Sheet1", rows)]


@layout(("phones",))
def phone_behind_each_name_of_a_wide_list(homes):
    head = ["门牌号", "户主及电话", *(f"家庭成员{n}及电话" for n in (1, 2, 3))]
    rows = [head]
    for h in homes:
        named = [f"{p.name} {p.phone}" for p in h.people]
        rows.append([f"{h.building}-{h.unit}-{h.room}", *named, *[""] * (4 - len(named))])
    return [("Sheet1", rows)]


@layout(("phones", "relation"))
def members_indented_under_the_householder(homes):
    rows = [["地址", "姓名", "关系", "电话"]]
    for h, at, p in people_of(homes):
        place = f"{h.building}幢{h.unit}单元{h.room}室" if at == 0 else ""
        rows.append([place, p.name if at == 0 else f"　└ {p.name}", p.relation, p.phone])
    return [("Sheet1", rows)]


@layout(("phones", "birth"))
def a_line_for_each_household(homes):
    rows = [["群接龙名单"]]
    for n, h in enumerate(homes, 1):
        told = "；".join(f"{p.name} {p.birth} {p.phone}" for p in h.people)
        rows.append([f"{n}. {h.building}-{h.unit}-{h.room} {told}"])
    return [("Sheet1", rows)]


@layout(("phones", "birth"))
def small_tables_two_across(homes):
    rows = []
    for start in range(0, len(homes), 2):
        pair = homes[start : start + 2]
        titles = ([f"{h.building}号楼{h.unit}单元{h.room}室", "", "", ""] for h in pair)
        rows += [[x for one in titles for x in one], ["姓名", "出生", "电话", ""] * len(pair)]
        for n in range(max(len(h.people) for h in pair)):
            row = []
            for h in pair:
                p = h.people[n] if n < len(h.people) else None
                row += [p.name, p.birth, p.phone, ""] if p else [""] * 4
            rows.append(row)
        rows.append([])
    return [("Sheet1", rows)]


@layout(("phones",))
def floors_named_once_over_their_rooms(homes):
    rows = []
    for _, several in by_building(homes):
        for unit, theirs in groupby(several, lambda h: h.unit):
            theirs = list(theirs)
            rows += [[f"{theirs[0].building}号楼{unit}单元"], ["楼层", "房间", "住户姓名", "手机"]]
            floor = ""
            for h, at, p in people_of(theirs):
                new, floor = h.room[:-2] != floor, h.room[:-2]
                flat = h.room[-2:] if at == 0 else ""
                rows.append([f"{floor}层" if new else "", flat, p.name, p.phone])
    return [("Sheet1", rows)]


@layout(("phones", "birth", "sex"))
def building_and_gate_with_ids(homes):
    rows = [["楼门室", "人员姓名", "证件号码", "联系号码"]]
    for h, _, p in people_of(homes):
        rows.append([f"{h.building}楼{h.unit}门{h.room}室", p.name, f"'{p.id_number}", p.phone])
    return [("Sheet1", rows)]


@layout(("phones", "birth"))
def births_with_short_years(homes):
    rows = [["门牌", "姓名", "出生", "电话"]]
    for h, _, p in people_of(homes):
        year, month, day = p.birth.split("-")
        short = f"{year[2:]}.{int(month)}.{int(day)}"
        rows.append([f"{h.building}号楼{h.unit}单元{h.room}", p.name, short, p.phone])
    return [("Sheet1", rows)]


@layout(("phones",))
def a_column_for_each_household_with_numbered_members(homes):
    most = max(len(h.people) for h in homes)
    rows = [["房号", *(f"{h.building}-{h.unit}-{h.room}" for h in homes)]]
    for n in range(most):
        people = [h.people[n] if n < len(h.people) else None for h in homes]
        rows.append([f"成员{n + 1}", *(p.name if p else "" for p in people)])
        rows.append([f"电话{n + 1}", *(p.phone if p else "" for p in people)])
    return [("Sheet1", rows)]


@layout(("phones", "relation"))
def lines_with_a_colon_behind_the_door(homes):
    rows = []
    for h in homes:
        told = "，".join(f"{p.name}（{p.relation}）{p.phone}" for p in h.people)
        rows.append([f"{h.building}号楼{h.unit}单元{h.room}室：{told}"])
    return [("Sheet1", rows)]


@layout(("phones",))
def flats_side_by_side_under_each_stairwell(homes):
    rows = []
    for _, several in by_building(homes):
        for unit, theirs in groupby(several, lambda h: h.unit):
            theirs = list(theirs)
            rows += [[f"{theirs[0].building}栋{unit}单元"], ["室号", "住户", "电话"] * 2]
            for _, floor in groupby(theirs, lambda h: h.room[:-2]):
                row = []
                for h in floor:
                    row += [h.room, "、".join(p.name for p in h.people)]
                    row.append("、".join(p.phone for p in h.people))
                rows.append(row)
    return [("Sheet1", rows)]


@layout(("phones",))
def staff_named_over_under_and_beside(homes):
    rows = [["网格：第三网格", "", "网格长：", "赵志强", "电话：", "19900009990"]]
    rows.append(["楼", "单元", "室", "姓名", "电话", "楼组长"])
    for h, _, p in people_of(homes):
        rows.append([h.building, h.unit, h.room, p.name, p.phone, "孙桂英"])
    rows.append(["填表人：赵志强", "", "", "联系电话：", "19900009990"])
    return [("Sheet1", rows)]
