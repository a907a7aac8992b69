"""Photos taken at a door or sent by a household: made small, without what the camera noted."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from wanjia.core import clock, journal
from wanjia.core.access.viewer import STAFF, Viewer, visible_to
from wanjia.core.database_errors import idempotent
from wanjia.core.idempotency import known_or_new
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.models import Photo
from wanjia.places.queries import visible_dwellings

MOST_BYTES = 12_000_000
MOST_PIXELS = 80_000_000  # of a camera's JPEG, which is read at a fraction of its size
MOST_WHOLE_PIXELS = 12_000_000  # of a picture that must be unpacked whole: any phone's screenshot
LONGEST_SIDE = 1600  # pixels: a test's lines and a medicine's name can be read
FORMATS = ("JPEG", "PNG", "WEBP")


def photos_of(viewer: Viewer, subject: UUID | None = None) -> QuerySet[Photo]:
    """Return the photos in sight, of one subject (a round, a request) or of all, without their
    data.
    """
    rows = visible_to(
        viewer, Photo.objects.all(), stairwell="dwelling__stairwell", dwelling="dwelling"
    )
    rows = rows.filter(removed_at=None).defer("data")
    return rows.filter(subject=subject) if subject else rows


@idempotent
def keep_photo(
    viewer: Viewer, dwelling_id: UUID, file: Any, subject: UUID, photo_id: UUID | None = None
) -> Photo:
    """Keep a photo of something at a household's door; the same `photo_id` again is harmless.

    Raises Problem `photo.too_big`, `photo.too_many_pixels`, `photo.unreadable`,
    `kernel.not_found`.
    """
    viewer.need(*STAFF, "household")
    scope = {"community_id": viewer.community_id}
    if not visible_dwellings(viewer).filter(id=dwelling_id).exists():
        raise Problem("kernel.not_found")
    if file.size > MOST_BYTES:
        raise Problem("photo.too_big", most=MOST_BYTES // 1_000_000)
    sent = {"dwelling": dwelling_id, "subject": subject, "picture": _read_picture(file)}
    known, id = known_or_new(viewer, Photo.objects.defer("data"), photo_id, **sent)
    if known:
        return known
    photo = Photo.objects.create(
        **scope,
        id=id,
        dwelling_id=dwelling_id,
        subject=subject,
        recorded_at=clock.now(),
        created_by_name=viewer.name[:80],
        data=small(file),
    )
    journal.write(viewer, "photo.kept", subject=photo.id, dwelling=dwelling_id)
    return photo


def _read_picture(file: Any) -> bytes:
    file.seek(0)
    picture: bytes = file.read()
    file.seek(0)
    return picture


def small(file: Any) -> bytes:
    """Return a picture as a JPEG of at most 1600 pixels, upright, with nothing of where and by
    which phone it was taken. Raises Problem `photo.unreadable`, `photo.too_many_pixels`.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError  # only by whoever sends a photo

    try:
        picture = Image.open(file, formats=FORMATS)
        _refuse_many_pixels(picture, MOST_PIXELS)
        if not picture.info.get("progressive"):  # such a JPEG is unpacked at a part of its size
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        _refuse_many_pixels(picture, MOST_WHOLE_PIXELS)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
        out = BytesIO()
        upright.convert("RGB").save(out, "JPEG", quality=80)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise Problem("photo.unreadable") from None
    return out.getvalue()


def _refuse_many_pixels(picture: Any, most: int) -> None:
    """Raise Problem `photo.too_many_pixels` by what the picture's head says, before it is
    unpacked."""
    if picture.width * picture.height > most:
        size = f"{picture.width}×{picture.height}"
        raise Problem("photo.too_many_pixels", size=size, most=most // 1_000_000)


@transaction.atomic
def remove_photo(viewer: Viewer, photo_id: UUID) -> Photo:
    """Take a photo away; that there was one stays in the journal."""
    viewer.need(*STAFF)
    photo = get_or_refuse(photos_of(viewer), id=photo_id)
    photo.removed_at, photo.data = clock.now(), b""
    photo.save(update_fields=["removed_at", "data"])
    journal.write(viewer, "photo.removed", subject=photo.id, dwelling=photo.dwelling_id)
    return photo
