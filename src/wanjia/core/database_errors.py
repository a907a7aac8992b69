"""When the database or the disk fails: what whoever asked is told, and what is done about it."""

import errno
import select
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import DatabaseError, IntegrityError, InterfaceError, connection, transaction
from django.utils.translation import gettext_noop as _

from wanjia.core.problems import Problem, declare_problems

P = ParamSpec("P")
T = TypeVar("T")
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# PostgreSQL's own codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
FULL_STATES = ("53100",)
BUSY_STATES = ("40001", "40P01", "55P03", "57014", "53300", "53200")
AWAY_STATES = ("08", "57P", "25006")
# In seconds.
RETRY_AFTER = {"kernel.busy": 2, "kernel.away": 10, "kernel.full": 60, "kernel.broken": 600}

declare_problems(
    {
        "kernel.full": (
            _("磁盘满了，这一步没有存下；已存的都在。请告诉管理员腾出空间，再按一次。"),
            507,
        ),
        "kernel.busy": (_("数据库正忙，这一步没有存下。请过几秒再按一次。"), 503),
        "kernel.broken": (
            _(
                "数据库文件坏了，这一步没有存下。"
                "请管理员停下服务，用最近的备份恢复（wanjia restore）。"
            ),
            503,
        ),
        "kernel.away": (
            _("数据库暂时连不上，这一步可能没有存下。请过一会儿再按一次，不会重复。"),
            503,
        ),
    }
)


def problem_of(error: BaseException | None) -> Problem | None:
    """Return the refusal that a failure of disk or database is told by; None for any other
    failure.
    """
    if isinstance(error, OSError):
        return Problem("kernel.full") if error.errno in NO_ROOM else None
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    own = error.__cause__ or error
    code = _of_sqlite(getattr(own, "sqlite_errorname", "")) or _of_postgres(own)
    return Problem(code) if code else None


def _of_sqlite(name: str) -> str:
    # A disk that refuses to take more is told as an input or output error by some file systems.
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return "kernel.full"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "kernel.busy"
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return "kernel.broken"
    return "kernel.away" if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")) else ""


def _of_postgres(own: BaseException) -> str:
    if not type(own).__module__.startswith("psycopg"):
        return ""
    state = getattr(own, "sqlstate", None) or ""
    if state.startswith(FULL_STATES):
        return "kernel.full"
    if state.startswith(BUSY_STATES):
        return "kernel.busy"
    # A connection that broke has no code.
    cut = not state and type(own).__name__ in ("OperationalError", "InterfaceError")
    return "kernel.away" if cut or state.startswith(AWAY_STATES) else ""


_again: ContextVar[bool] = ContextVar("again", default=False)


def is_retry() -> bool:
    """Return whether an act is being done once more, as what it stored at first clashed."""
    return _again.get()


def idempotent(act: Callable[P, T]) -> Callable[P, T]:
    """Do an act in one transaction; once more if another stored the like of it at that moment.

    Whoever sends the same id twice at once is then told what was stored, as if later.
    """

    @wraps(act)
    def done(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with transaction.atomic():
                return act(*args, **kwargs)
        except IntegrityError:
            token = _again.set(True)
            try:
                with transaction.atomic():
                    return act(*args, **kwargs)
            finally:
                _again.reset(token)

    return done


def close_dead_connection(**_: Any) -> None:
    """Close a connection that the server ended since the last request; the next one opens anew.

    Django's `CONN_HEALTH_CHECKS` asks the server for this, a round trip with each request; a
    server that went has said so on the line, where it can be seen in a few microseconds.
    """
    if connection.vendor != "postgresql" or connection.connection is None:
        return
    own = connection.connection
    if own.closed or select.select([own.pgconn.socket], [], [], 0)[0]:
        connection.close()
