"""Pictures that people send: made small and upright, without what the camera noted."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

MOST_PIXELS = 80_000_000  # of a camera's JPEG, which is read at a fraction of its size
MOST_WHOLE_PIXELS = 12_000_000  # of a picture that must be unpacked whole: any phone's screenshot
FORMATS = ("JPEG", "PNG", "WEBP")


class Unreadable(Exception):
    """What was sent is no picture, or one beyond all measure."""


class TooManyPixels(Unreadable):
    """A picture of so many pixels that unpacking it would cost too much."""

    def __init__(self, size: str, most: int) -> None:
        super().__init__(size)
        self.size = size
        self.most = most  # millions of pixels


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
        _refuse_many_pixels(picture, MOST_PIXELS)
        if not picture.info.get("progressive"):  # such a JPEG is unpacked at a part of its size
            picture.draft("RGB", (longest_side, longest_side))
        _refuse_many_pixels(picture, MOST_WHOLE_PIXELS)
        picture.thumbnail((longest_side, longest_side))
        upright = ImageOps.exif_transpose(picture)
        out = BytesIO()
        upright.convert("RGB").save(out, "JPEG", quality=80)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise Unreadable from None
    return Picture(out.getvalue(), upright.width, upright.height)


def _refuse_many_pixels(picture: Any, most: int) -> None:
    """Raise TooManyPixels by what the picture's head says, before it is unpacked."""
    if picture.width * picture.height > most:
        raise TooManyPixels(f"{picture.width}×{picture.height}", most // 1_000_000)
