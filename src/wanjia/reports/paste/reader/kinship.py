"""Whom of a household a word for kin means: by sex, age and relation, as seen from who speaks."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from wanjia.reports.paste.reader.lexicon import Kin
from wanjia.reports.paste.reader.roster import Member

SIBLINGS = 25  # years between them at most
GROWN = 26  # below this somebody is a child of the house


def kin_of(
    kin: Kin,
    household: Sequence[Member],
    speaker: Member | None,
    spoken_of: Collection[Member] = (),
) -> tuple[Member, ...] | None:
    """Whom of a household a word for kin means; None where the roster cannot tell.

    Those who were `spoken_of` before are not meant where others fit.
    """
    if kin.pair and len(household) > 2:
        return _pair_of(kin, [m for m in household if m not in spoken_of])
    fits = [m for m in household if _is_kin(kin, m, speaker)]
    if not fits and kin.younger and (kin.ages[1] > 17 or speaker):  # a son of 55
        fits = [m for m in household if _is_kin(replace(kin, ages=(0, 80)), m, speaker)]
    if kin.sibling:
        fits = [m for m in fits if _has_namesake(m, [speaker] if speaker else household)]
    if speaker is None:
        fits = _as_a_family(kin, fits, household)
    if kin.rank:
        children = sorted(fits, key=lambda m: -(m.age or 0))
        fits = _in_order(children, kin.rank)
    young = [m for m in fits if m.age is not None and m.age < GROWN]
    if kin.sibling and len(fits) > 1 and len(young) == 1 and len(_children(household)) > 1:
        fits = young
    others = [m for m in fits if m not in spoken_of]
    if others and len(others) >= kin.many:
        fits = others
    if kin.many == 2 and len(household) == 2 and not kin.sex:
        return tuple(household)
    if kin.couple and len(fits) > 2:
        heads = [m for m in fits if any(r in m.relation for r in ("户主", "配偶", "妻", "夫"))]
        if len(heads) == 2 and (speaker is None or speaker in heads or kin.older):
            fits = heads
    if kin.many == 1 and len(fits) > 1 and kin.roles:
        by_role = [m for m in fits if any(_is_called(r, m.relation) for r in kin.roles)]
        fits = by_role if len(by_role) == 1 else fits
    unknown = [m for m in household if m.age is None and kin.ages != (0, 120)]
    if not fits or (
        unknown
        and len(household) > 1
        and not (
            kin.many == 1
            and len(fits) == 1
            and kin.sex
            and not any(_sex_fits(kin, m) for m in unknown if m not in fits)
        )
    ):
        return None
    if kin.many and len(fits) != kin.many:
        return None
    if kin.many == 2:  # 父母, 爷爷奶奶, 夫妻: he is named first
        fits.sort(key=lambda member: member.sex == "女")
    return tuple(fits)


def _in_order(children: list[Member], rank: int) -> list[Member]:
    """The first or second of several children, or with -1 the youngest, be it the only one."""
    if rank < 0:
        known = all(m.age is not None for m in children)
        return children[-1:] if known or len(children) == 1 else []
    return children[rank - 1 : rank] if len(children) > 1 else []


def _pair_of(kin: Kin, household: Sequence[Member]) -> tuple[Member, ...] | None:
    """The one parent and child of these sexes; None where there are none or several."""
    first, second = kin.pair
    least, most = kin.older or (14, 60)
    pairs = [
        (parent, child)
        for parent in household
        for child in household
        if not first or parent.sex in (first, "") and (not second or child.sex in (second, ""))
        if parent.age is not None
        and child.age is not None
        and least <= parent.age - child.age <= most
    ]
    return pairs[0] if len(pairs) == 1 else None


def _children(household: Sequence[Member]) -> list[Member]:
    return [m for m in household if m.age is not None and m.age < GROWN]


def _as_a_family(kin: Kin, fits: list[Member], household: Sequence[Member]) -> list[Member]:
    """Of those who fit, whoever has a child there for a parent, a parent for a child."""

    def has(member: Member, years: tuple[int, int], sign: int) -> bool:
        return member.age is None or any(
            other.age is None or years[0] <= sign * (member.age - other.age) <= years[1]
            for other in household
            if other is not member
        )

    if kin.older is not None:
        return [m for m in fits if has(m, kin.older, 1)] or fits
    if kin.younger is not None:
        return [m for m in fits if has(m, kin.younger, -1)] or fits
    if kin.sibling:
        return [m for m in fits if has(m, (-SIBLINGS, SIBLINGS), 1)]
    return fits


def _has_namesake(member: Member, household: Sequence[Member]) -> bool:
    """Whether somebody else of the household has the same surname, as siblings have."""
    return any(m is not member and m.surname == member.surname for m in household)


def _is_called(role: str, relation: str) -> bool:
    """Whether a roster's word for somebody says a role: 儿子 is 子, 女婿 is not 女."""
    return role in relation and not (
        len(role) == 1 and relation.endswith(("婿", "媳")) and role not in "婿媳"
    )


def _sex_fits(kin: Kin, member: Member) -> bool:
    return not kin.sex or not member.sex or kin.sex == member.sex


def _is_kin(kin: Kin, member: Member, speaker: Member | None) -> bool:
    of_another_age = kin.older is not None or kin.younger is not None
    if not _sex_fits(kin, member) or (member is speaker and (kin.many == 1 or of_another_age)):
        return False
    if member.age is not None and not kin.ages[0] <= member.age <= kin.ages[1]:
        return False
    if speaker is None or member.age is None or speaker.age is None:
        return True
    gap = member.age - speaker.age
    if kin.peer is not None:
        return abs(gap) <= kin.peer and not (kin.sex and kin.sex == speaker.sex)
    if kin.older is not None and member is not speaker:
        return kin.older[0] <= gap <= kin.older[1]
    if kin.younger is not None:
        return kin.younger[0] <= -gap <= kin.younger[1]
    return True
