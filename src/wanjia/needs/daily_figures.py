"""What needs adds to the daily report of the town."""

from wanjia.needs.queries import figures_between
from wanjia.reports.daily.figures import needs_from

needs_from(figures_between)
