"""A small network that looks at the window of an antigen test. Pure: pixels in, shares out.

Its weights come from `tools/train_test_photos.py`, trained on 1,702 crops of test windows that the
project ShanghaiITVolunteer/AntigenClassifier published under Apache-2.0.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

WEIGHTS = Path(__file__).with_name("weights.npz")
HEIGHT, WIDTH = 128, 40
CLASSES = ("negative", "positive", "invalid", "other")
_POOLED = ("0", "3", "6")  # the layers behind which the picture is halved
_LAST = "9"


@cache
def _weights() -> dict[str, Any]:
    import numpy as np

    with np.load(WEIGHTS) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def shares(crops: "np.ndarray") -> "np.ndarray":
    """How likely each crop is each class. Crops are (n, 128, 40, 3) from 0 to 255, upright."""
    import numpy as np

    pixels = crops.astype(np.float32) / 255
    middle = pixels.mean(axis=(1, 2), keepdims=True)
    spread = pixels.std(axis=(1, 2, 3), keepdims=True)
    maps = (pixels - middle) / (spread + 0.02)
    weights = _weights()
    for layer in (*_POOLED, _LAST):
        maps = _convolved(maps, weights[f"{layer}_weight"], weights[f"{layer}_bias"])
        if layer != _LAST:
            count, height, width, depth = maps.shape
            maps = maps.reshape(count, height // 2, 2, width // 2, 2, depth).max(axis=(2, 4))
    count, height, width, depth = maps.shape
    pooled = maps.reshape(count, height // 4, 4, width // 5, 5, depth).mean(axis=(2, 4))
    flat = pooled.transpose(0, 3, 1, 2).reshape(count, -1)
    scores = flat @ weights["14_weight"].T + weights["14_bias"]
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _convolved(maps: "np.ndarray", weight: "np.ndarray", bias: "np.ndarray") -> "np.ndarray":
    """A convolution of 3 by 3 with what is below nothing cut off."""
    import numpy as np

    count, height, width, _ = maps.shape
    padded = np.pad(maps, ((0, 0), (1, 1), (1, 1), (0, 0)))
    out = np.zeros((count, height, width, len(weight)), np.float32)
    for down in range(3):
        for right in range(3):
            part = padded[:, down : down + height, right : right + width]
            out += part @ weight[:, :, down, right].T
    return np.maximum(out + bias, 0)
