"""Where short lines stand in a picture, reddest first: the control line of a test is one. Pure."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

MOST = 4  # lines that are looked at
SHORTEST, LONGEST = 5, 160  # pixels
THIN = 0.55  # a line is that much shorter the other way, at most
LEAST_DARKER = 9.0  # how much darker in green than around, of 255
CELLS = 4000  # of one spot; more is a surface


@dataclass(frozen=True)
class Line:
    """A line: its middle, the way it runs (a unit vector), its length, and how red it is."""

    middle: tuple[float, float]
    across: tuple[float, float]
    length: float
    red: float


def find_lines(pixels: "np.ndarray") -> list[Line]:
    """The likeliest lines in a picture of (height, width, 3)."""
    import numpy as np

    colours = pixels.astype(np.float32)
    green = colours[..., 1]
    size = max(7, max(green.shape) // 16)
    darker = _blurred(green, size) - green
    limit = max(LEAST_DARKER, float(np.percentile(darker, 90)))
    red = colours[..., 0] - green
    red -= float(np.median(red))
    found = [_line(spot, darker, red) for spot in _spots(darker > limit)]
    lines = [one for one in found if one is not None]
    return sorted(lines, key=lambda one: -one.red)[:MOST]


def _blurred(values: "np.ndarray", size: int) -> "np.ndarray":
    """The mean of each place's surroundings."""
    import numpy as np

    half = size // 2
    padded = np.pad(values, half + 1, mode="edge").cumsum(0).cumsum(1)
    side = 2 * half + 1
    height, width = values.shape
    total = (
        padded[side : side + height, side : side + width]
        - padded[:height, side : side + width]
        - padded[side : side + height, :width]
        + padded[:height, :width]
    )
    return np.asarray(total / side**2)


def _spots(mask: "np.ndarray") -> list[list[tuple[int, int]]]:
    """The cells that hang together, spot by spot."""
    open_ = {(int(y), int(x)) for y, x in zip(*mask.nonzero(), strict=True)}
    spots = []
    while open_:
        waiting, spot = [open_.pop()], []
        while waiting:
            y, x = waiting.pop()
            spot.append((y, x))
            for beside in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
                if beside in open_:
                    open_.remove(beside)
                    waiting.append(beside)
        if SHORTEST <= len(spot) <= CELLS:
            spots.append(spot)
    return spots


def _line(spot: list[tuple[int, int]], darker: "np.ndarray", red: "np.ndarray") -> Line | None:
    """The line that a spot is, None where it is none."""
    import numpy as np

    cells = np.array(spot)
    y, x = cells[:, 0].astype(np.float32), cells[:, 1].astype(np.float32)
    spread = np.cov(np.stack([x, y]))
    values, vectors = np.linalg.eigh(spread)
    length, width = 3.46 * np.sqrt(np.maximum(values[::-1], 1e-6))
    if not SHORTEST <= length <= LONGEST or width > THIN * length:
        return None
    across = vectors[:, 1]
    if across[0] < 0:
        across = -across
    colour = red[cells[:, 0], cells[:, 1]].mean() + 0.3 * darker[cells[:, 0], cells[:, 1]].mean()
    return Line(
        (float(x.mean()), float(y.mean())),
        (float(across[0]), float(across[1])),
        float(length),
        float(colour),
    )
