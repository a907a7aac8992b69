"""How long what a town and a city see lives."""

from wanjia.city.models import Rollup
from wanjia.core.retention_registry import keep_forever

keep_forever("figures", Rollup)
