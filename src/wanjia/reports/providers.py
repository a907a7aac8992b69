"""What reports tells those who ask without knowing it: zones, grids, the daily report."""

from wanjia.reports.daily.archive import find_kept
from wanjia.reports.daily.figures import kept_from
from wanjia.reports.rounds.completeness import test_rounds
from wanjia.reports.rounds.grid import rounds_of_grid
from wanjia.zoning.queries import test_rounds_from
from wanjia.zoning.zones.queries import grid_panel

test_rounds_from(test_rounds)
grid_panel(rounds_of_grid)
kept_from(find_kept)
