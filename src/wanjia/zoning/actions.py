"""What changes in zoning, one function an act, one transaction, one journal line."""

from wanjia.zoning.cases import decide_case, mark_moved_out, record_case, withdraw_case
from wanjia.zoning.publishing import UNDO_WITHIN, Order, publish, undo
from wanjia.zoning.stepping import (
    move_protocol,
    reset_protocol,
    save_protocol,
    set_work_group,
    step,
)

__all__ = [
    "UNDO_WITHIN",
    "Order",
    "decide_case",
    "mark_moved_out",
    "move_protocol",
    "publish",
    "record_case",
    "reset_protocol",
    "save_protocol",
    "set_work_group",
    "step",
    "undo",
    "withdraw_case",
]
