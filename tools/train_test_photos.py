"""Train the model that looks at photos of antigen tests, and write its weights for the package.

    python tools/train_test_photos.py GALLERY -o src/wanjia/reports/test_photos/weights.npz

GALLERY is a folder with `negative/` and `positive/` crops of test strips, as the project
ShanghaiITVolunteer/AntigenClassifier publishes under Apache-2.0. A part of them, told by a hash of
the file's name, is never looked at here; it is for `reports/test_photos/reader.py` to be scored on.
Wants PyTorch, which the package itself does not.
"""

import argparse
import hashlib
import random
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

CLASSES = ("negative", "positive", "invalid", "other")
KEPT = 2, 5  # two in five are kept apart


def is_kept(name: str) -> bool:
    """Whether a picture is kept apart from training."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % KEPT[1] < KEPT[0]


def files_of(gallery: Path, kept: bool) -> list[tuple[Path, str]]:
    """The pictures with their labels: those to train on, or those kept apart."""
    found = []
    for label in CLASSES[:2]:
        for path in sorted((gallery / label).iterdir()):
            if is_kept(path.name) == kept:
                found.append((path, label))
    return found


def upright(picture: Image.Image) -> Image.Image:
    """The crop with its longer side standing."""
    picture = picture.convert("RGB")
    turned = picture.width > picture.height
    return picture.transpose(Image.Transpose.ROTATE_90) if turned else picture


def line_of(pixels: np.ndarray) -> tuple[int, int]:
    """The rows of the strongest line across a strip, by how dark green is beside its rows."""
    height, width, _ = pixels.shape
    middle = pixels[:, width * 3 // 8 : width * 5 // 8, 1].mean(axis=1)
    wide = max(3, height // 5) | 1
    around = np.convolve(np.pad(middle, wide // 2, mode="edge"), np.ones(wide) / wide, "valid")
    dark = (around - middle)[height // 6 : -height // 6]
    at = int(dark.argmax()) + height // 6
    half = max(2, height // 24)
    return max(0, at - half), min(height, at + half + 1)


def with_second_line(picture: Image.Image, chance: random.Random) -> Image.Image | None:
    """A negative strip with a second line, often a faint one: what a positive looks like."""
    pixels = np.asarray(picture).astype(np.float32)
    height = len(pixels)
    top, bottom = line_of(pixels)
    size = bottom - top
    if size >= height // 5:
        return None
    step = int(height * chance.uniform(0.16, 0.3)) * chance.choice((-1, 1))
    place = top + step
    if not height * 0.2 < place < height * 0.75:
        place = top - step
    if not height * 0.2 < place < height * 0.75:
        return None
    gap = size // 2 + 1
    before = pixels[max(0, top - gap) : top].mean(axis=0)
    after = pixels[bottom : bottom + gap].mean(axis=0)
    inked = pixels[top:bottom] / np.maximum(1, (before + after) / 2)
    inked = np.clip(inked, 0, 1.0)
    fade = chance.uniform(0.45, 1.0)
    out = pixels.copy()
    out[place : place + size] *= 1 - fade * (1 - inked[: height - place])
    return Image.fromarray(out.clip(0, 255).astype(np.uint8))


def without_line(picture: Image.Image) -> Image.Image:
    """A negative strip with its only line painted over: a test that did not work."""
    pixels = np.asarray(picture).astype(np.float32).copy()
    top, bottom = line_of(pixels)
    more = (bottom - top) // 2 + 1
    top, bottom = max(1, top - more), min(len(pixels) - 1, bottom + more)
    first, last = pixels[max(0, top - 3) : top].mean(0), pixels[bottom : bottom + 3].mean(0)
    share = np.linspace(0, 1, bottom - top)[:, None, None]
    noise = np.random.normal(0, 2, (bottom - top, pixels.shape[1], 1))
    pixels[top:bottom] = first * (1 - share) + last * share + noise
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def other(
    chance: random.Random, scenes: list[Image.Image], strips: list[Image.Image]
) -> Image.Image:
    """A picture of something else: a part of a scene, plain colours, the edge of a strip."""
    kind = chance.random()
    if kind < 0.5:
        scene = chance.choice(scenes)
        height = chance.randint(40, scene.height - 1)
        width = min(scene.width - 1, int(height * chance.uniform(0.25, 0.6)) + 8)
        left, top = chance.randint(0, scene.width - width), chance.randint(0, scene.height - height)
        return scene.crop((left, top, left + width, top + height))
    if kind < 0.75:
        small = np.random.randint(0, 256, (chance.randint(1, 7), chance.randint(1, 4), 3))
        return Image.fromarray(small.astype(np.uint8)).resize((40, 128), Image.Resampling.BICUBIC)
    strip = chance.choice(strips)
    part = chance.uniform(0.1, 0.22)
    side = chance.randint(0, 3)
    width, height = strip.size
    box = {
        0: (0, 0, int(width * part) + 2, height),
        1: (width - int(width * part) - 2, 0, width, height),
        2: (0, 0, width, int(height * part) + 2),
        3: (0, height - int(height * part) - 2, width, height),
    }[side]
    return strip.crop(box)


def disturbed(picture: Image.Image, chance: random.Random) -> Image.Image:
    """A picture as another phone, light and hand would have taken it."""
    width, height = picture.size
    if chance.random() < 0.5:
        picture = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    if chance.random() < 0.5:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    fill = tuple(int(one) for one in np.asarray(picture)[:2].mean((0, 1)))
    picture = picture.rotate(chance.uniform(-6, 6), Image.Resampling.BILINEAR, fillcolor=fill)
    cut = [chance.uniform(-0.08, 0.1) for _ in range(4)]
    box = (cut[0] * width, cut[1] * height, width * (1 - cut[2]), height * (1 - cut[3]))
    small = chance.choice((40, 40, 40, 40, 28))
    picture = picture.transform(
        (small, small * 16 // 5),
        Image.Transform.EXTENT,
        box,
        Image.Resampling.BILINEAR,
        fillcolor=fill,
    )
    if chance.random() < 0.3:
        picture = picture.filter(ImageFilter.GaussianBlur(chance.uniform(0.3, 0.8)))
    picture = picture.resize((40, 128), Image.Resampling.BILINEAR)
    picture = ImageEnhance.Contrast(picture).enhance(chance.uniform(0.6, 1.3))
    picture = ImageEnhance.Color(picture).enhance(chance.uniform(0.5, 1.4))
    pixels = np.asarray(picture).astype(np.float32)
    pixels *= np.random.uniform(0.75, 1.2, 3)
    shade = np.linspace(chance.uniform(0.7, 1.1), chance.uniform(0.7, 1.1), 128)[:, None, None]
    pixels *= shade
    if chance.random() < 0.15:  # glare
        y, x = np.mgrid[:128, :40]
        at = chance.uniform(0, 128), chance.uniform(0, 40), chance.uniform(4, 12)
        glare = np.exp(-((y - at[0]) ** 2 + (x - at[1]) ** 2) / (2 * at[2] ** 2))
        pixels += chance.uniform(20, 80) * glare[..., None]
    pixels += np.random.normal(0, chance.uniform(0, 4), pixels.shape)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def prepared(picture: Image.Image) -> np.ndarray:
    """A crop as the model takes it: 128 by 40, each colour around its own middle."""
    pixels = np.asarray(picture.resize((40, 128), Image.Resampling.BILINEAR), np.float32) / 255
    return ((pixels - pixels.mean((0, 1))) / (pixels.std() + 0.02)).transpose(2, 0, 1)


def train(gallery: Path, out: Path, epochs: int, seed: int, start: Path | None) -> None:
    """Train on what is not kept apart, and write the weights."""
    import torch
    from sklearn.datasets import load_sample_images
    from torch import nn

    torch.manual_seed(seed)
    torch.set_num_threads(1)
    np.random.seed(seed)
    chance = random.Random(seed)
    pictures: dict[str, list[Image.Image]] = {"negative": [], "positive": []}
    for path, label in files_of(gallery, kept=False):
        pictures[label].append(upright(Image.open(path)))
    scenes = [Image.fromarray(one) for one in load_sample_images().images]
    strips = pictures["negative"] + pictures["positive"]

    def one() -> tuple[np.ndarray, int]:
        kind = chance.choices(range(5), (40, 30, 16, 7, 7))[0]
        if kind == 0:
            return prepared(disturbed(chance.choice(pictures["negative"]), chance)), 0
        if kind == 1:
            return prepared(disturbed(chance.choice(pictures["positive"]), chance)), 1
        if kind == 2:
            made = with_second_line(chance.choice(pictures["negative"]), chance)
            return one() if made is None else (prepared(disturbed(made, chance)), 1)
        if kind == 3:
            made = without_line(chance.choice(pictures["negative"]))
            return prepared(disturbed(made, chance)), 2
        return prepared(disturbed(upright(other(chance, scenes, strips)), chance)), 3

    net = nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 48, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(48, 64, 3, padding=1), nn.ReLU(),
        nn.AvgPool2d((4, 5)), nn.Flatten(), nn.Dropout(0.3), nn.Linear(256, 4),
    )  # fmt: skip
    if start:
        known = {k: torch.tensor(v.astype(np.float32)) for k, v in np.load(start).items()}
        net.load_state_dict({k.replace("_", "."): v for k, v in known.items()})
    best = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-3)
    steps = epochs * 32
    falling = torch.optim.lr_scheduler.OneCycleLR(best, 1e-3 if start else 3e-3, total_steps=steps)
    net.train()
    lost = 0.0
    for step in range(steps):
        batch = [one() for _ in range(40)]
        x = torch.tensor(np.stack([each for each, _ in batch]))
        y = torch.tensor([label for _, label in batch])
        loss = nn.functional.cross_entropy(net(x), y, label_smoothing=0.02)
        best.zero_grad()
        loss.backward()
        best.step()
        falling.step()
        lost += float(loss.detach())
        if step % 16 == 15:
            print(f"{step + 1}/{steps} {lost / 16:.4f}", flush=True)
            lost = 0.0
        if step % 64 == 63 or step == steps - 1:
            save(net, out)


def save(net: object, out: Path) -> None:
    """Write the weights in half precision."""
    state = {k.replace(".", "_"): v.numpy().astype(np.float16) for k, v in net.state_dict().items()}  # type: ignore[attr-defined]
    np.savez_compressed(out, **state)


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("gallery", type=Path)
    reader.add_argument("-o", dest="out", type=Path, required=True)
    reader.add_argument("--epochs", type=int, default=40)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--start", type=Path, help="weights to go on from")
    given = reader.parse_args()
    train(given.gallery, given.out, given.epochs, given.seed, given.start)
