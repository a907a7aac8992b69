"""What the planner says, in Chinese and in English, on pages and without Django alike."""

from typing import Any

REFUSALS: dict[str, tuple[str, str]] = {
    "graph.not_object": (
        "{where} 应是一个对象（{{…}}）。",
        "{where} must be an object ({{…}}).",
    ),
    "graph.not_list": ("{where} 应是一个列表（[…]）。", "{where} must be a list ([…])."),
    "graph.missing_key": ("{where} 缺少“{key}”。", "{where} lacks “{key}”."),
    "graph.bad_id": (
        "{where} 应是一段不空的文字，现在是 {value}。",
        "{where} must be a text that is not empty; it is {value}.",
    ),
    "graph.bad_number": (
        "{where} 应是不小于 0 的整数，现在是 {value}。",
        "{where} must be a whole number of 0 or more; it is {value}.",
    ),
    "graph.bad_kind": (
        "{where} 的 kind 应是 close（密接）或 second（次密接），现在是 {value}。",
        "{where}: kind must be close or second; it is {value}.",
    ),
    "graph.bad_pair": (
        "{where} 应是两个名称的列表，现在是 {value}。",
        "{where} must be a list of two ids; it is {value}.",
    ),
    "graph.duplicate": (
        "{where} 的名称“{id}”已经用过。",
        "{where}: the id “{id}” is used twice.",
    ),
    "graph.unknown_junction": (
        "{where} 所在的路口“{id}”不在 junctions 里。",
        "{where} stands at “{id}”, which is not in junctions.",
    ),
    "graph.unknown_stairwell": (
        "{where} 里的楼道“{id}”不在 stairwells 里。",
        "{where} names “{id}”, which is not in stairwells.",
    ),
    "graph.too_big": (
        "小区图里的人数或守卫数太大，无法精确计算。",
        "The graph's residents or guards are too many to count with exactly.",
    ),
    "plan.no_case": (
        "没有病例所在的楼道，无法做方案。",
        "No case is given, so there is nothing to plan.",
    ),
    "plan.case_unknown": (
        "小区图里没有病例楼道“{ids}”。",
        "The graph has no stairwell “{ids}” for a case.",
    ),
    "plan.stairwell_unknown": (
        "小区图里没有楼道“{ids}”。",
        "The graph has no stairwell “{ids}”.",
    ),
    "plan.junction_unknown": ("小区图里没有路口“{ids}”。", "The graph has no junction “{ids}”."),
    "plan.bad_weight": (
        "权重应是不小于 0 的数，现在是 {value}。",
        "The weight must be a number of 0 or more; it is {value}.",
    ),
    "plan.no_file": ("读不了文件 {file}：{why}", "Cannot read {file}: {why}"),
    "plan.not_json": (
        "{file} 不是 JSON：第 {line} 行第 {column} 列有错。",
        "{file} is not JSON: see line {line}, column {column}.",
    ),
    "plan.not_utf8": ("{file} 不是 UTF-8 文本。", "{file} is not text in UTF-8."),
}

VIOLATIONS: dict[str, tuple[str, str]] = {
    "case_outside": (
        "病例所在的 {ids} 不在封控区内。",
        "{ids}, where a case is, lies outside the sealed zone.",
    ),
    "shared_cut": (
        "{ids} 之间有关不住的内部通道（车库、屋面或电梯厅），可以绕过卡口进出；"
        "要么都封，要么都不封。",
        "{ids} share an inner way (garage, roof or lift lobby) that nobody can close: "
        "the zone can be entered round the post. Seal both or neither.",
    ),
    "cut_off": (
        "{ids} 没有封，但到不了任何一个大门。",
        "{ids} stay open but are cut off from every gate.",
    ),
}

NOTES: dict[str, tuple[str, str]] = {
    "cut_off_anyway": (
        "注意：{ids} 在图上本来就到不了任何大门，所以每个方案都封它们。是不是漏画了路或门？",
        "note: {ids} have no way to any gate in the graph, so every plan seals them. "
        "Is a path or a gate missing?",
    ),
    "shadow": (
        "若接触者按规则定下来，还会多 {homes} 户 {people} 人：{doors}",
        "If the contacts are settled by rule, {homes} more flats with {people} people follow: "
        "{doors}",
    ),
    "shadow_one": (
        "若接触者按规则定下来，还会多 {homes} 户 {people} 人：{doors}",
        "If the contacts are settled by rule, 1 more flat with {people} people follows: {doors}",
    ),
    "shadow_door": ("{door}（{why}）", "{door} ({why})"),
    "with_contacts": (
        "连接触者一起封：{residents} 人，{guards} 人值守，楼道 {doors}",
        "Held together with the contacts: {residents} residents, {guards} guards, "
        "stairwells {doors}",
    ),
}

COLUMNS: list[tuple[str, str]] = [
    ("荐", "*"),
    ("居民", "residents"),
    ("户数", "households"),
    ("守卫", "guards"),
    ("权重", "weight"),
    ("卡口×守卫", "posts×guards"),
    ("封控楼道", "sealed stairwells"),
]


class Refused(Exception):
    """A named refusal of the planner, e.g. `Refused("plan.case_unknown", ids="99")`."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def words(self, language: str = "zh") -> str:
        """Return the sentence in `zh` or `en`."""
        return pick(REFUSALS[self.code], language).format(**self.params)

    def __str__(self) -> str:
        return self.words("en")


def violation_words(code: str, ids: tuple[str, ...], language: str) -> str:
    """Return what a broken rule means, naming the stairwells."""
    joint = ", " if language.startswith("en") else "、"
    return pick(VIOLATIONS[code], language).format(ids=joint.join(ids))


def pick(pair: tuple[str, str], language: str) -> str:
    """Return the Chinese or the English of a pair."""
    return pair[language.startswith("en")]
