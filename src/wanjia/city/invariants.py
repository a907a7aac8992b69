"""What must hold of roll-ups: the newest day is the one that is shown, and it says what the rows
say, as long as nothing was done since it was counted."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_noop as _

from wanjia.city.counting import count
from wanjia.city.models import Rollup
from wanjia.city.rollup import mark_of
from wanjia.core.integrity import Violation, invariant, violation
from wanjia.core.models import Community

# What only an act changes; a deadline, or the end of a round, changes the others by itself.
BY_ACTS = ("residents", "households", "cases_new", "cases_total", "alarms_new", "needs_new")
COUNTED_ANEW = _("稍等一分钟：运行着的服务会重新汇总；仍不对，请重启万家。")


@invariant(
    "city.latest",
    _("汇总里标为最新的不是最后一天"),
    COUNTED_ANEW,
)
def _not_newest(community: UUID) -> Iterator[Violation]:
    newest = Rollup.objects.filter(community=community).order_by("-day").first()
    if newest and not newest.latest:
        yield violation(newest, str(newest.day))


@invariant(
    "city.figures",
    _("汇总和居委会自己的数字对不上"),
    COUNTED_ANEW,
)
def _other_figures(community: UUID) -> Iterator[Violation]:
    row = Rollup.objects.filter(community=community, latest=True).first()
    if row is None or row.mark != mark_of(community):
        return  # something was done since: it is counted anew within a minute
    counted = count(Community.objects.get(id=community), row.day)
    if any(getattr(row, name) != getattr(counted, name) for name in BY_ACTS):
        yield violation(row, str(row.day))
