"""What was forgotten stays known: in counts, never of whom."""

from wanjia.core.retention_registry import stays
from wanjia.privacy.models import Ending, Forgetting

stays("forgettings", Ending, Forgetting)
