"""How long what a town and a city see lives."""

from wanjia.city.models import Rollup
from wanjia.core.retention_registry import stays

stays("figures", Rollup)
