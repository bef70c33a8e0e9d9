"""The body texture is 512 px for the whole skin; this adds the fine detail that a close-up needs."""

import cv2
import numpy as np
from scipy.interpolate import LinearNDInterpolator

SEED = 7
CLOSE_UP_SCALE = 8  # 512 → 4096 px: 0.2 mm a texel on the face
# (blur sigma in texels, relative amplitude): pores, fine tone, blotches, soft tone
TONE = [(1.3, 0.012), (4.0, 0.008), (14.0, 0.012), (50.0, 0.016)]
EVENING_SIGMA = 10.0  # px of the small texture
EVENED = (0.3, 0.75, 0.75)  # share of the patches taken from lightness, red–green, yellow–blue
REDNESS_NOISE = 0.012
FRECKLES = 110
PORE_SIGMA = (1.1, 2.6)  # texels
EVEN_SIGMA = 30  # texels
STRAND_SCALE = 4  # 512 → 2048 px
LEVEL = 150  # the height map's zero in the alpha channel
TONGUE_PINK = (128, 118, 205)  # BGR
PALATE = (0.38, 0.27)  # share of the teeth texture's width and height: left of and below it lies the palate


def _noise(rng: np.random.Generator, shape: tuple[int, int], sigma: float) -> np.ndarray:
    field = cv2.GaussianBlur(rng.standard_normal(shape).astype(np.float32), (0, 0), sigma)
    return field / field.std()


def blended(textures: list[np.ndarray], weights: list[float]) -> np.ndarray:
    """Weighted geometric mean of textures: mixes pigments, so that the colour stays warm."""
    logs = [w * np.log(np.maximum(t[..., :3].astype(np.float32), 4)) for t, w in zip(textures, weights)]
    return np.exp(sum(logs) / sum(weights))


def _bump(at: np.ndarray, centre: tuple[float, float], radius: tuple[float, float]) -> np.ndarray:
    """Soft bump around a place of the face: 1 in its middle, 0 from the radius on; |x| counts."""
    d = ((np.abs(at[..., 0]) - centre[0]) / radius[0]) ** 2 + ((at[..., 1] - centre[1]) / radius[1]) ** 2
    return np.clip(1 - d, 0, 1)


def _lips(at: np.ndarray, lips: dict) -> np.ndarray:
    """0–1: the red of the lips, between two curves from corner to corner."""
    width, corner, top, bottom = (lips[k] for k in ('halfWidth', 'corner', 'top', 'bottom'))
    x = np.clip(np.abs(at[..., 0]) / width, 0, 1)
    bow = 0.012 * np.exp(-((x * width / 0.028) ** 2))  # Cupid's bow
    upper = corner + (top - corner) * (1 - x**1.9) - bow
    lower = corner + (bottom - corner) * (1 - x**2.4) ** 0.9
    y = at[..., 1]
    edge = 0.008  # dm
    inside = np.clip((upper - y) / edge + 0.5, 0, 1) * np.clip((y - lower) / edge + 0.5, 0, 1)
    return inside * (np.abs(at[..., 0]) < width)


def _stubble(rng: np.random.Generator, at: np.ndarray, stubble: dict) -> np.ndarray:
    """0–1: how much a close-shaven beard darkens the skin: jaw, chin and upper lip, in single short hairs."""
    x, y = np.abs(at[..., 0]), at[..., 1]
    # The beard's upper edge runs from the ear's lobe down to the corner of the mouth, then under the nose.
    edge = np.interp(x, stubble['edge']['x'], stubble['edge']['y'])
    soft = stubble['soft']
    area = np.clip((edge - y) / soft, 0, 1) * np.clip((y - stubble['bottom']) / soft, 0, 1) * (at[..., 2] > 0)
    area *= np.clip((stubble['side'] - x) / soft, 0, 1)
    area = area * area * (3 - 2 * area)
    hairs = np.clip(_noise(rng, at.shape[:2], 0.95) - 0.2, 0, 1.6)
    return np.clip(area * (stubble['shadow'] + stubble['hairs'] * hairs), 0, 0.9).astype(np.float32)


def softened(texture: np.ndarray) -> np.ndarray:
    """Baked occlusion without its thin dark outlines, which show their steps in a close-up."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))
    return cv2.GaussianBlur(cv2.morphologyEx(texture, cv2.MORPH_CLOSE, kernel), (0, 0), 2.5)


def stranded_hair(texture: np.ndarray, strands: dict) -> np.ndarray:
    """BGRA [h × w × 4] → [4h × 4w × 4]: single strands along the texture's rows or columns, frayed at the cut-out's edges.

    `strands`: along ('v' or 'u', the texture's axis that they follow), length and width (texels, blur sigmas), contrast
    (relative), even (share of the colour's patches taken away), fray (steps of opacity).
    """
    height, width = texture.shape[:2]
    size = (width * STRAND_SCALE, height * STRAND_SCALE)
    large = cv2.resize(texture, size, interpolation=cv2.INTER_CUBIC).astype(np.float32)
    rng = np.random.default_rng(SEED)

    def noise(share: float) -> np.ndarray:
        field = rng.standard_normal(size[::-1]).astype(np.float32)
        across, along = strands['width'] * share, strands['length'] * share
        sigma_x, sigma_y = (along, across) if strands.get('along') == 'u' else (across, along)
        field = cv2.GaussianBlur(field, (0, 0), sigma_x, sigmaY=sigma_y)
        return field / field.std()

    strand = 0.7 * noise(1) + 0.7 * noise(3)
    colour, alpha = large[..., :3], large[..., 3]
    cover = np.maximum(cv2.GaussianBlur((alpha > 128).astype(np.float32), (0, 0), EVEN_SIGMA), 1e-3)
    inside = colour * (alpha > 128)[..., None]
    patch = cv2.GaussianBlur(inside, (0, 0), EVEN_SIGMA) / cover[..., None]
    mean = inside[alpha > 128].mean(axis=0)
    colour *= (mean / np.maximum(patch, 1)) ** strands.get('even', 0)
    colour *= np.exp(strands['contrast'] * strand)[..., None]
    near_edge = np.clip(1 - np.abs(cv2.GaussianBlur(alpha, (0, 0), 6) - 128) / 128, 0, 1)
    alpha += strands['fray'] * near_edge * strand
    return np.clip(np.dstack([colour, alpha]), 0, 255).astype(np.uint8)


def _evened(texture: np.ndarray) -> np.ndarray:
    """Blending unlike skins leaves grey and yellow patches: takes most of the uneven hue away, little of the light."""
    lab = cv2.cvtColor((texture / 255).astype(np.float32), cv2.COLOR_BGR2LAB)
    calm = cv2.GaussianBlur(lab, (0, 0), EVENING_SIGMA)
    lab += (calm - lab) * np.array(EVENED, np.float32)
    return np.clip(cv2.cvtColor(lab, cv2.COLOR_LAB2BGR), 0, 1) * 255


def close_up_skin(texture: np.ndarray, uv: np.ndarray, places: np.ndarray, spec: dict) -> np.ndarray:
    """float BGR [512 × 512 × 3] → uint8 BGRA [4096 × 4096 × 4]: colour, and in alpha the height of pores and lip folds.

    `uv` [n × 2] and `places` [n × 3] (dm, y from the eye line) say where on the face the texture lies; `spec` is the
    identity's "complexion": colours as relative BGR changes, places in dm.
    """
    size = texture.shape[0] * CLOSE_UP_SCALE
    large = cv2.resize(_evened(texture), (size, size), interpolation=cv2.INTER_LANCZOS4)
    large *= np.array(spec['tone'])
    rng = np.random.default_rng(SEED)
    tone = sum(a * _noise(rng, (size, size), s) for s, a in TONE[:2])
    for sigma, amplitude in TONE[2:]:
        coarse = _noise(rng, (size // 4, size // 4), sigma / 4)
        tone += amplitude * cv2.resize(coarse, (size, size))
    redness = REDNESS_NOISE * cv2.resize(_noise(rng, (size // 8, size // 8), 3.0), (size, size))

    columns, rows = uv[:, 0] * size, (1 - uv[:, 1]) * size
    left, top = int(columns.min()), int(rows.min())
    right, bottom = int(columns.max()) + 1, int(rows.max()) + 1
    grid = np.mgrid[top:bottom:4, left:right:4].astype(np.float32)
    place = LinearNDInterpolator(np.stack([rows, columns], 1), places)(grid[0], grid[1])
    place = np.nan_to_num(place, nan=-9).astype(np.float32)
    at = cv2.resize(place, (right - left, bottom - top), interpolation=cv2.INTER_LINEAR)
    face = (slice(top, bottom), slice(left, right))

    lips = np.zeros((size, size), np.float32)
    lips[face] = _lips(at, spec['lips'])
    lips = cv2.GaussianBlur(lips, (0, 0), 2.0)
    freckles = np.zeros((size, size), np.float32)
    for _ in range(FRECKLES):
        x, y = rng.uniform(left, right), rng.uniform(top, bottom)
        cv2.circle(freckles, (int(x), int(y)), int(rng.integers(1, 4)), float(rng.uniform(0.02, 0.1)), -1)
    freckles = cv2.GaussianBlur(freckles, (0, 0), 1.6) * (1 - lips)
    large *= (1 + tone * (1 - 0.5 * lips) - freckles)[..., None]
    large *= 1 + redness[..., None] * np.array([-0.6, -0.6, 1.0])
    for tint in spec['tints']:
        mask = _bump(at, tint['centre'], tint['radius'])
        large[face] *= 1 + mask[..., None] * np.array(tint['change'])
    if stubble := spec.get('stubble'):
        large[face] *= 1 - _stubble(rng, at, stubble)[..., None] * (1 - lips[face][..., None])
    # Lip colour: the skin's own light and dark under an even tint.
    shade = large.mean(axis=2, keepdims=True) / 130
    painted = np.array(spec['lips']['colour']) * (0.55 + 0.45 * shade)
    cover = spec['lips']['cover'] * lips[..., None]
    large += cover * (painted - large)

    fine, wide = (_noise(rng, (size, size), s) for s in PORE_SIGMA)
    pores = -np.clip(fine - 0.6, 0, 2) + 0.35 * wide
    folds = cv2.GaussianBlur(rng.standard_normal((size, size)).astype(np.float32), (0, 0), 14, sigmaY=1.8)
    folds /= folds.std()
    height = LEVEL + 8 * pores * (1 - lips) + 12 * folds * lips
    return np.clip(np.dstack([large, height]), 0, 255).astype(np.uint8)


def clean_teeth(texture: np.ndarray) -> np.ndarray:
    """Evens out the grey, dark-edged teeth of the texture to ivory; gums and palate (red) stay."""
    colour = texture[..., :3].astype(np.float32)
    grey = 1 - np.clip((colour[..., 2] - colour[..., 1] - 12) / 30, 0, 1)
    height, width = grey.shape
    grey[int(PALATE[1] * height) :, : int(PALATE[0] * width)] = 0
    value = colour.mean(axis=2)
    even = 190 + 0.2 * np.clip(value, 120, 255)
    lum = value[..., None] / 255
    colour = 0.35 * colour + 0.65 * 255 * lum * np.array([0.62, 0.58, 1.15])
    ivory = even[..., None] * np.array([0.86, 0.95, 1.0])
    out = colour + grey[..., None] * (ivory - colour)
    return np.dstack([np.clip(out, 0, 255), texture[..., 3:]]).astype(np.uint8)


def clean_tongue(texture: np.ndarray) -> np.ndarray:
    """An even pink with the texture's fine light and dark; its grey root would look like a hole in the throat."""
    value = np.clip(texture[..., :3].astype(np.float32).mean(axis=2), 120, 255)
    detail = value / cv2.GaussianBlur(value, (0, 0), 12)
    return np.clip(detail[..., None] * np.array(TONGUE_PINK), 0, 255).astype(np.uint8)
