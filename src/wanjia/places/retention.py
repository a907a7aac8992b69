"""How long what is known of the ground lives: it tells of no person."""

from wanjia.core.retention_registry import keep_forever
from wanjia.places.models import (
    Backdrop,
    Building,
    Dwelling,
    Estate,
    Gate,
    Junction,
    MapDraft,
    MapVersion,
    Path,
    SharedWay,
    Stairwell,
)

keep_forever(
    "ground",
    Estate,
    Building,
    Junction,
    Path,
    Gate,
    Stairwell,
    SharedWay,
    Dwelling,
    MapDraft,
    MapVersion,
    Backdrop,
)
