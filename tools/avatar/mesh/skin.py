"""The body texture is 512 px for the whole skin; this adds the fine detail that a close-up needs."""

import cv2
import numpy as np

SCALE = 4  # 512 → 2048 px: about one texel a pixel of a 512 px portrait supersampled twice
SEED = 7
# (blur sigma in px of the enlarged texture, amplitude in 8-bit steps): pores, blotches, soft tone
GRAIN = [(0.8, 5.0), (2.2, 3.0), (9.0, 2.5)]
REDNESS = (14.0, 2.2)


def _noise(rng: np.random.Generator, shape: tuple[int, int], sigma: float) -> np.ndarray:
    field = cv2.GaussianBlur(rng.standard_normal(shape).astype(np.float32), (0, 0), sigma)
    return field / field.std()


def detailed_skin(texture: np.ndarray) -> np.ndarray:
    """uint8 BGR [h × w × 3] → [4h × 4w × 3] with pores and tone variation."""
    height, width = texture.shape[:2]
    large = cv2.resize(
        texture[..., :3], (width * SCALE, height * SCALE), interpolation=cv2.INTER_CUBIC
    ).astype(np.float32)
    rng = np.random.default_rng(SEED)
    for sigma, amplitude in GRAIN:
        large += amplitude * _noise(rng, large.shape[:2], sigma)[..., None] * 0.6
    sigma, amplitude = REDNESS
    blush = amplitude * _noise(rng, large.shape[:2], sigma)
    large[..., 2] += blush
    large[..., :2] -= 0.5 * blush[..., None]
    return np.clip(large, 0, 255).astype(np.uint8)
