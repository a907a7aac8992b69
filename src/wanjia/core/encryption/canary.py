"""Whether the sealing key is the one that this database was written with.

One row, the canary, is sealed like everything else: whoever starts opens it first. Without that a
lost key was noticed when the first page with a phone failed, after a new one had been made.
"""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.functions import Cast
from django.utils.translation import gettext_noop as _

from wanjia.core.encryption.fields import MARK, SealedField, WrongKey, decrypt, has_key, is_loaded
from wanjia.core.models import SealCanary
from wanjia.core.problems import Problem, declare_problems
from wanjia.core.tenancy.cross_community import across_communities

SONG = "wanjia"  # what the canary says
SAMPLE = 5  # texts of a sealed column that are tried where there is no canary
LOST, OTHER, WELL = "lost", "other", ""

declare_problems(
    {
        "kernel.seal_lost": (
            _(
                "密钥 seal.key 不见了：这个数据库里的电话、证件号和住户链接都用它封存，"
                "没有它打不开。"
                "请从另存的地方（备份若带 --with-keys，解开就在 keys/ 里）把它放回 {folder}，"
                "或设 WANJIA_SEAL，再运行一次。数据没有动，也没有另造密钥。"
                "真的找不回来了：用 wanjia restore 备份 --without-numbers 恢复，"
                "电话、证件号和住户链接清空，其余都在。"
            ),
            503,
        ),
        "kernel.seal_other": (
            _(
                "{folder} 里的 seal.key（或 WANJIA_SEAL）不是写入这个数据库的那一把。"
                "请把原来的放回去：看另存的密钥、seal.key.old、以前的备份；再运行一次。"
                "数据没有动。"
            ),
            503,
        ),
    }
)


def state() -> str:
    """Return how the key fits the database: WELL, LOST (there is none, but something is sealed),
    OTHER.

    Reads only; makes no key. An empty database, and one in which nothing is sealed, fits any key.
    Where there is no canary yet, one value that is damaged says nothing of the key: all must be.
    """
    with across_communities("seal"):
        texts = list(_sealed_texts())
    if not texts:
        return WELL
    if not (has_key() or is_loaded()):
        return LOST
    return WELL if any(_can_decrypt(text) for text in texts) else OTHER


def _can_decrypt(text: str) -> bool:
    try:
        decrypt(text)
    except WrongKey:
        return False
    return True


def require() -> None:
    """Raise Problem `kernel.seal_lost` or `kernel.seal_other` unless the key fits."""
    if found := state():
        raise Problem(f"kernel.seal_{found}", folder=settings.DATA)


def keep() -> None:
    """Require that the key fits, and see that there is a canary from now on."""
    require()
    with transaction.atomic():
        if not SealCanary.objects.exists():
            SealCanary.objects.create(song=SONG)


def _sealed_texts() -> Iterator[str]:
    """Yield the canary as it lies there; where there is none yet, a few texts of each sealed
    column.
    """
    canary = _texts_of(SealCanary, "song")
    if canary:
        yield from canary
        return
    there = set(connections[DEFAULT_DB_ALIAS].introspection.table_names())
    for model in apps.get_models():
        if model._meta.db_table in there and model._meta.managed:
            for field in model._meta.concrete_fields:
                if isinstance(field, SealedField):
                    yield from _texts_of(model, field.name)


def _texts_of(model: type[models.Model], name: str) -> list[str]:
    as_it_lies = Cast(name, models.TextField())
    rows = model._base_manager.annotate(as_it_lies=as_it_lies).filter(as_it_lies__startswith=MARK)
    return list(rows.order_by("pk").values_list("as_it_lies", flat=True)[:SAMPLE])


def is_filled() -> bool:
    """Return whether something is sealed in the database: then no key is made beside it."""
    there = connections[DEFAULT_DB_ALIAS].introspection.table_names()
    if SealCanary._meta.db_table not in there:
        return False
    with across_communities("seal"):
        return any(True for _text in _sealed_texts())
