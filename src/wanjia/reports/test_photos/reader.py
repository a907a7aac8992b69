"""What a photo of an antigen test seems to show: a proposal for the person who looks. Pure.

The window of the test is sought by its lines; each place where one may be is looked at by a small
network. A second line is sought everywhere: a positive must not be taken for a negative, so what
is not plain is unsure.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from wanjia.reports.test_photos import model
from wanjia.reports.test_photos.lines import Line, find_lines

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

NEGATIVE, POSITIVE, FAINT = "negative", "positive", "faint"
INVALID, OTHER, UNSURE = "invalid", "other", "unsure"
SURE = {"negative": 0.65, "positive": 0.7, "invalid": 0.8, "other": 0.6}
PERHAPS = 0.3  # from this share on a second line may be there
IS_WINDOW = 0.5  # a place whose share of `other` is smaller is the window of a test
LONG = 1.7  # a picture as long as that may be the window alone
SIZE = 480  # pixels of the longer side in which lines are sought
ACROSS, ALONG = 2.2, 7.0  # the window's sides in lengths of a line, its rim around it
BESIDE = (0.0, -1.2, 1.2)  # where the line stands in it, in lengths of a line


@dataclass(frozen=True)
class Seen:
    """What a photo seems to show, how likely each is, and the strip cut out of it as a JPEG."""

    result: str
    shares: dict[str, float]
    strip: bytes = b""


def read_test_photo(data: bytes) -> Seen:
    """Look at a photo's bytes. Raises OSError or ValueError where they are no picture."""
    from PIL import Image, ImageOps

    with Image.open(BytesIO(data)) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    return look_at(picture)


def look_at(picture: "Image") -> Seen:
    """Look at a picture: each place where a test's window may be, the likeliest counts."""
    import numpy as np

    crops = _places(picture)
    if not crops:
        return Seen(OTHER, {})
    found = model.shares(np.stack([np.asarray(one) for one in crops]))
    windows = [at for at in range(len(crops)) if found[at][3] < IS_WINDOW]
    if not windows:
        return Seen(OTHER, _named(found.mean(axis=0)))
    plainest = min(windows, key=lambda at: float(found[at][3]))
    share = _shares_of([np.asarray(crops[plainest])])[0]
    result = _judged(share)
    if result in (NEGATIVE, INVALID) and any(found[at][1] >= SURE[POSITIVE] for at in windows):
        result = UNSURE  # another place in the picture looks as if it had two lines
    return Seen(result, _named(share), _jpeg(crops[plainest]))


def read_window(picture: "Image") -> Seen:
    """Look at a picture that is the window of a test and nothing else."""
    import numpy as np

    crop = _fitted(_upright(picture.convert("RGB")))
    share = _shares_of([np.asarray(crop)])[0]
    return Seen(_judged(share), _named(share), _jpeg(crop))


def _judged(share: Any) -> str:
    negative, positive, invalid, other = (float(one) for one in share)
    if positive >= SURE["positive"]:
        return POSITIVE
    if positive >= PERHAPS:
        return FAINT
    if other >= SURE["other"]:
        return OTHER
    if invalid >= SURE["invalid"]:
        return INVALID
    return NEGATIVE if negative >= SURE["negative"] else UNSURE


def _named(share: Any) -> dict[str, float]:
    return {name: round(float(one), 4) for name, one in zip(model.CLASSES, share, strict=True)}


def _shares_of(crops: list["np.ndarray"]) -> "np.ndarray":
    """Each crop's shares: the mean of how it stands and how it stands on its head."""
    import numpy as np

    stacked = np.stack(crops)
    both = model.shares(np.concatenate([stacked, stacked[:, ::-1]]))
    mean = (both[: len(crops)] + both[len(crops) :]) / 2
    return np.asarray(mean)


def _places(picture: "Image") -> list["Image"]:
    """The crops in which a window may be: the picture itself if it is long, around its lines."""
    import numpy as np

    small = picture.copy()
    small.thumbnail((SIZE, SIZE))
    longer, shorter = max(small.size), max(1, min(small.size))
    crops = [_fitted(_upright(small))] if longer / shorter >= LONG else []
    for line in find_lines(np.asarray(small)):
        crops += [_around(small, line, beside) for beside in BESIDE]
    return crops


def _upright(picture: "Image") -> "Image":
    from PIL import Image

    if picture.width > picture.height:
        return picture.transpose(Image.Transpose.ROTATE_90)
    return picture


def _fitted(picture: "Image") -> "Image":
    from PIL import Image

    return picture.resize((model.WIDTH, model.HEIGHT), Image.Resampling.BILINEAR)


def _around(picture: "Image", line: Line, beside: float) -> "Image":
    """The crop in which a line lies across, and `beside` its middle."""
    from PIL import Image

    right, down = line.across, (-line.across[1], line.across[0])
    wide, high = line.length * ACROSS / model.WIDTH, line.length * ALONG / model.HEIGHT
    middle = [line.middle[n] + down[n] * line.length * beside for n in (0, 1)]
    corner = [
        middle[n] - right[n] * wide * model.WIDTH / 2 - down[n] * high * model.HEIGHT / 2
        for n in (0, 1)
    ]
    turn = (right[0] * wide, down[0] * high, corner[0], right[1] * wide, down[1] * high, corner[1])
    return picture.transform(
        (model.WIDTH, model.HEIGHT), Image.Transform.AFFINE, turn, Image.Resampling.BILINEAR
    )


def _jpeg(crop: "Image") -> bytes:
    out = BytesIO()
    crop.resize((model.WIDTH * 3, model.HEIGHT * 3)).save(out, "JPEG", quality=85)
    return out.getvalue()
