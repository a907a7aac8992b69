"""Pictures that people send: made small and upright, without what the camera noted."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

MOST_PIXELS = 60_000_000  # more than any phone's camera has
FORMATS = ("JPEG", "PNG", "WEBP")


class Unreadable(Exception):
    """What was sent is no picture, or one beyond all measure."""


@dataclass(frozen=True)
class Picture:
    """A JPEG with its size in pixels."""

    data: bytes
    width: int
    height: int


def shrink(file: Any, longest_side: int) -> Picture:
    """Return a picture as a JPEG no longer than that many pixels; raises Unreadable."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # only by whoever sends a picture

    try:
        picture = Image.open(file, formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise Unreadable
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((longest_side, longest_side))
        out = BytesIO()
        upright.convert("RGB").save(out, "JPEG", quality=80)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise Unreadable from None
    return Picture(out.getvalue(), upright.width, upright.height)
