"""How long what is known of the ground lives: it tells of no person."""

from wanjia.core.retention_registry import keep_forever
from wanjia.places.models import (
    Building,
    Dwelling,
    Estate,
    Gate,
    Junction,
    Path,
    SharedWay,
    Stairwell,
)

keep_forever("ground", Estate, Building, Junction, Path, Gate, Stairwell, SharedWay, Dwelling)
