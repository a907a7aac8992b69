"""What was forgotten stays known: in counts, never of whom."""

from wanjia.core.retention_registry import keep_forever
from wanjia.privacy.models import Ending, Forgetting

keep_forever("forgettings", Ending, Forgetting)
