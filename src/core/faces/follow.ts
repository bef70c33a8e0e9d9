import { LANDMARKS, type Face } from './face-track';

/** Axis-aligned bounds of a face's landmarks in pixels. */
export interface FaceBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The smallest box around all of a face's landmarks. */
export function faceBox({ landmarks }: Face): FaceBox {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let i = 0; i < LANDMARKS; i++) {
    const x = landmarks[3 * i] ?? 0;
    const y = landmarks[3 * i + 1] ?? 0;
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

/**
 * The face of the next frame that continues `previous`: the one that overlaps it most (intersection
 * over union); the largest when none does or there is no previous one.
 */
export function followFace(faces: readonly Face[], previous: FaceBox | null): Face | null {
  let best: { face: Face; overlap: number; area: number } | null = null;
  for (const face of faces) {
    const box = faceBox(face);
    const candidate = {
      face,
      overlap: previous === null ? 0 : intersectionOverUnion(box, previous),
      area: area(box),
    };
    const better =
      best === null ||
      candidate.overlap > best.overlap ||
      (candidate.overlap === best.overlap && candidate.area > best.area);
    if (better) best = candidate;
  }
  return best?.face ?? null;
}

/** Overlap of two boxes, 0 (apart) to 1 (equal). */
export function intersectionOverUnion(a: FaceBox, b: FaceBox): number {
  const shared = area({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  });
  const union = area(a) + area(b) - shared;
  return union > 0 ? shared / union : 0;
}

function area({ left, top, right, bottom }: FaceBox): number {
  return Math.max(0, right - left) * Math.max(0, bottom - top);
}
