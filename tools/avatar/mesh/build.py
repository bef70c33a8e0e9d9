"""Builds an avatar's meshes: `python3 mesh/build.py ID` writes mesh.bin, mesh.json and textures to out/ID/mesh.

ID is adam, nora or elias: <id>.json in this folder says what the avatar is made of.

The binary holds little-endian arrays; the JSON says for each part where they lie:
  rest      float32 [n × 3]   vertices with the identity's shape, dm
  corner    uint32  [m]       vertex of each render corner (a vertex is split where its UVs differ)
  uv        float32 [m × 2]
  index     uint32  [t × 3]   triangles over render corners
  shade     float32 [n]       body only: hair colour on the scalp, 0–1
  morphs    name → {vertex: uint32 [k], delta: float32 [k × 3]}
"""

import json
import sys
from pathlib import Path

import cv2
import numpy as np

from makehuman import DATA, BaseMesh, Faces, Proxy
from scipy.spatial import cKDTree
from skin import blended, clean_teeth, clean_tongue, close_up_skin, softened, stranded_hair
from subdivide import catmull_clark, split_corners

HERE = Path(__file__).resolve().parent
BUST_BOTTOM = 3.4  # dm; everything lower is out of the picture
MORPH_EPSILON = 2e-5  # dm; smaller displacements are dropped
EXPRESSIONS = [
    'mouth-open', 'mouth-retraction', 'mouth-pursing', 'mouth-protusion', 'mouth-compression',
    'mouth-part-later', 'mouth-corner-puller', 'mouth-elevation', 'mouth-depression',
    'mouth-eversion', 'mouth-upward-retraction', 'eye-left-closure', 'eye-right-closure',
    'eyebrows-left-up', 'eyebrows-right-up', 'eyebrows-left-inner-up', 'eyebrows-right-inner-up',
]  # fmt: skip
# Shape targets that serve as expressions: they bring the lips together sideways and push them forward.
ROUNDING = {'mouth-narrowing': 'mouth/mouth-scale-horiz-decr', 'mouth-forward': 'mouth/mouth-trans-forward'}
MOUTH_INSIDE = {'teeth', 'tongue'}  # rounding leaves them where they are
JAW = {'mouth-open'}
LIDS = {'eye-left-closure', 'eye-right-closure'}  # both eyes shut fully
SIDE_WIDTH = 0.2  # dm from the middle of the face to where a side moves in its own way; mouths are 0.52 dm wide
STATIC_PARTS = {'suit'}
# Faces that look away from the camera are never seen: the head turns less than 20 degrees.
TONGUE_FOLLOWS = 0.95  # share of the jaw's drop
HAIR_SAMPLES = np.array([0.1, 0.3, 0.5, 0.7, 0.9])  # across a hair quad
SCALP_FADE = (0.02, 0.1)  # dm from the hair mesh: full shade, no shade; an identity may change it
FACING = -0.45  # z of the unit normal
CULLED_PARTS = {'body', 'suit', 'eyes'}
FACE_FRONT = 0.35  # dm, z
HEAD_HALF_WIDTH = 0.85  # dm: beyond it are the shoulders
FACE_REACH = 1.3  # dm above and below the eye line


class Binary:
    """Collects arrays and remembers their places."""

    def __init__(self):
        self.data = bytearray()

    def add(self, array: np.ndarray, dtype: str) -> list[int]:
        offset = len(self.data)
        raw = np.ascontiguousarray(array, dtype=dtype)
        self.data += raw.tobytes()
        return [offset, raw.size]


def pack(binary: Binary, vertices, faces, corner_uv, morphs) -> dict:
    """Writes one part; unused vertices are dropped, vertices are split along UV seams."""
    used, local = np.unique(faces, return_inverse=True)
    local = local.reshape(-1, 4)
    keys = np.concatenate([local.reshape(-1, 1), np.round(corner_uv.reshape(-1, 2) * 1e5)], axis=1)
    _, first, corner_of = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    corner_of = corner_of.reshape(-1, 4)
    triangles = np.concatenate([corner_of[:, [0, 1, 2]], corner_of[:, [0, 2, 3]]])
    degenerate = (triangles[:, 1] == triangles[:, 2]) | (triangles[:, 0] == triangles[:, 2])
    packed = {}
    for name, displacement in morphs.items():
        moved = displacement[used]
        active = np.flatnonzero(np.abs(moved).max(axis=1) > MORPH_EPSILON)
        if len(active):
            packed[name] = {
                'vertex': binary.add(active, '<u4'),
                'delta': binary.add(moved[active], '<f4'),
            }
    return {
        'rest': binary.add(vertices[used], '<f4'),
        'corner': binary.add(local.ravel()[first], '<u4'),
        'uv': binary.add(corner_uv.reshape(-1, 2)[first], '<f4'),
        'index': binary.add(triangles[~degenerate], '<u4'),
        'morphs': packed,
    }


def above_bust(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    return vertices[faces][:, :, 1].max(axis=1) > BUST_BOTTOM


def texture_files(identity: dict, part: str) -> list[Path]:
    """Texture files of a part; several are averaged."""
    entry = identity['parts'][part]
    folder = DATA / 'proxies' / Path(entry['proxy']).parent / 'textures'
    return [folder / file for file in entry['textures']]


def opaque_points(proxy: Proxy, vertices: np.ndarray, texture: Path) -> np.ndarray:
    """Points [k × 3] spread over a part, whose vertices are given, where its texture is not cut away."""
    alpha = cv2.imread(str(texture), cv2.IMREAD_UNCHANGED)[..., 3]
    height, width = alpha.shape
    s, t = np.meshgrid(HAIR_SAMPLES, HAIR_SAMPLES)
    bilinear = np.stack([(1 - s) * (1 - t), s * (1 - t), s * t, (1 - s) * t]).reshape(4, -1).T
    points = np.einsum('kc,fcd->fkd', bilinear, vertices[proxy.faces.vertices]).reshape(-1, 3)
    u, v = np.einsum('kc,fcd->fkd', bilinear, proxy.uv[proxy.faces.uvs]).reshape(-1, 2).T
    rows = np.clip(((1 - v) * height).astype(int), 0, height - 1)
    columns = np.clip((u * width).astype(int), 0, width - 1)
    return points[alpha[rows, columns] > 128]


def scalp_shade(skin: np.ndarray, hair: np.ndarray, fade_over: tuple[float, float]) -> np.ndarray:
    """0–1 [n]: how much hair colour shows on the skin; it softens the hair line."""
    near, far = fade_over
    distance, _ = cKDTree(hair).query(skin)
    fade = np.clip((far - distance) / (far - near), 0, 1)
    return fade * fade * (3 - 2 * fade)


def off_the_ears(shade: np.ndarray, skin: np.ndarray, ears: dict, eye_line: float) -> np.ndarray:
    """No hair colour [n] on ears, which stick out beyond `from` (dm from the middle), below `top` (dm above the eyes); it ends over `fade` (dm)."""
    outside = np.clip((np.abs(skin[:, 0]) - ears['from']) / ears['fade'], 0, 1)
    below = np.clip((ears['top'] - (skin[:, 1] - eye_line)) / ears['fade'], 0, 1)
    return shade * (1 - outside * below)


def facing(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Which quads may be seen from the front."""
    corners = vertices[faces]
    normal = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    length = np.maximum(np.linalg.norm(normal, axis=1), 1e-12)
    return normal[:, 2] / length > FACING


def lift_fringe(vertices: np.ndarray, fringe: dict, eye_line: float) -> None:
    """Shortens hair that falls over the eyes: the front of it is squeezed towards the line `top` (dm above the eyes)."""
    back, front = fringe['depth']
    weight = np.clip((vertices[:, 2] - back) / (front - back), 0, 1)
    weight *= weight * (3 - 2 * weight)
    below = np.minimum(vertices[:, 1] - (eye_line + fringe['top']), 0)
    vertices[:, 1] += weight * below * (fringe['length'] - 1)


def lower_crown(vertices: np.ndarray, crown: dict, eye_line: float) -> None:
    """Flattens hair that stands high: what lies over `from` (dm above the eyes) is scaled towards it."""
    above = np.maximum(vertices[:, 1] - (eye_line + crown['from']), 0)
    vertices[:, 1] += above * (crown['scale'] - 1)


def studs(skin: np.ndarray, earrings: dict, eye_line: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vertices, quads and UVs of two small balls on the ear lobes: the lowest points at the sides of the head."""
    head = skin[(np.abs(skin[:, 1] - eye_line) < earrings['reach']) & (np.abs(skin[:, 0]) < HEAD_HALF_WIDTH)]
    widest = head[:, 0].max()
    lobes = [min(head[side * head[:, 0] > 0.88 * widest], key=lambda p: p[1]) for side in (1, -1)]
    rings, segments = 8, 12
    polar, turn = np.meshgrid(
        np.linspace(0, np.pi, rings + 1), np.linspace(0, 2 * np.pi, segments + 1), indexing='ij'
    )
    ball = np.stack([np.sin(polar) * np.cos(turn), np.cos(polar), -np.sin(polar) * np.sin(turn)], -1)
    ball = ball.reshape(-1, 3) * earrings['radius']
    row, column = np.meshgrid(np.arange(rings), np.arange(segments), indexing='ij')
    first = (row * (segments + 1) + column).ravel()
    quads = np.stack([first, first + segments + 1, first + segments + 2, first + 1], 1)
    offset = np.array(earrings['offset'])
    vertices = np.concatenate([ball + lobe + offset * [np.sign(lobe[0]), 1, 1] for lobe in lobes])
    quads = np.concatenate([quads, quads + len(ball)])
    return vertices, quads, np.zeros((len(quads), 4, 2))


def one_sided(expressions: dict, across: np.ndarray, asymmetry: dict) -> dict:
    """Expressions that move one side of the face more than the other, as every real face does.

    `across` [n] is each vertex's place (dm, positive on the person's left); `asymmetry` holds shares for jaw and lips with brows: 0.1
    moves the left a tenth more and the right a tenth less. Lips keep meeting: both take their factor from the same place.
    """
    side = np.tanh(across / SIDE_WIDTH)[:, None]

    def share(name: str) -> float:
        return 0 if name in LIDS else asymmetry['jaw'] if name in JAW else asymmetry['lips']

    return {name: moved * (1 + share(name) * side) for name, moved in expressions.items()}


def skin_of(identity: dict, uv: np.ndarray, places: np.ndarray, eye_line: float) -> np.ndarray:
    """The body's texture: a blend of skins, made for close-ups.

    `uv` [n × 2] and `places` [n × 3] are the skin's corners.
    """
    textures = [cv2.imread(str(DATA / file)) for file in identity['skins']]
    blend = blended(textures, list(identity['skins'].values()))
    u, v = uv.T
    x, y, z = places.T
    # In the texture the front of the head lies at the right; the mouth's inside is an island of its own.
    face = (u > 0.7) & (v > 0.145) & (z > FACE_FRONT) & (np.abs(y - eye_line) < FACE_REACH)
    return close_up_skin(blend, uv[face], places[face] - [0, eye_line, 0], identity['complexion'])


def build(identity: dict, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    base = BaseMesh()
    shaped = base.shaped(identity['shape'])
    prefix = f'expression/units/{identity["expressionBase"]}/'
    expressions = {name: base.target(prefix + name) for name in EXPRESSIONS}
    expressions |= {name: base.target(target) for name, target in ROUNDING.items()}
    expressions = one_sided(expressions, base.vertices[:, 0], identity['asymmetry'])
    proxies = {name: Proxy(part['proxy']) for name, part in identity['parts'].items()}
    binary, parts = Binary(), {}

    hidden = np.zeros(len(shaped), dtype=bool)
    hidden[proxies['suit'].hidden_body_vertices] = True
    quads = base.faces.vertices
    keep = above_bust(shaped, quads) & ~hidden[quads].all(axis=1)
    stencil, fine = catmull_clark(len(shaped), quads[keep])
    fine_uv = split_corners(base.uv[base.faces.uvs[keep]])
    smooth = stencil @ shaped
    seen = facing(smooth, fine)
    parts['body'] = pack(
        binary, smooth, fine[seen], fine_uv[seen], {n: stencil @ d for n, d in expressions.items()}
    )
    eye_line = proxies['eyes'].fit(shaped)[:, 1].mean()
    fitted = {name: proxy.fit(shaped) for name, proxy in proxies.items()}
    if fringe := identity['parts']['hair'].get('fringe'):
        lift_fringe(fitted['hair'], fringe, eye_line)
    if crown := identity['parts']['hair'].get('crown'):
        lower_crown(fitted['hair'], crown, eye_line)
    fade_over = identity['parts']['hair'].get('scalpFade', SCALP_FADE)
    hair = opaque_points(proxies['hair'], fitted['hair'], texture_files(identity, 'hair')[0])
    skin_seen = smooth[np.unique(fine[seen])]
    shade = scalp_shade(skin_seen, hair, fade_over)
    if ears := identity['parts']['hair'].get('ears'):
        shade = off_the_ears(shade, skin_seen, ears, eye_line)
    parts['body']['shade'] = binary.add(shade, '<f4')
    skin = skin_of(identity, fine_uv.reshape(-1, 2), smooth[fine].reshape(-1, 3), eye_line)
    cv2.imwrite(str(out / 'body.png'), skin)

    for name, proxy in proxies.items():
        if identity['parts'][name].get('painted'):
            continue  # painted on the scalp
        vertices = fitted[name]
        faces: Faces = proxy.faces
        keep = above_bust(vertices, faces.vertices)
        if name in CULLED_PARTS and not identity['parts'][name].get('bothSides'):
            keep &= facing(vertices, faces.vertices)
        morphs = {} if name in STATIC_PARTS else {n: proxy.follow(d) for n, d in expressions.items()}
        if name in MOUTH_INSIDE:
            morphs = {n: d for n, d in morphs.items() if n not in ROUNDING}
        if name == 'teeth':
            moved = np.abs(morphs['mouth-open']).max(axis=1) > MORPH_EPSILON
            vertices[~moved] += identity['upperTeethShift']
            jaw_drop = morphs['mouth-open'][moved].mean(axis=0)
            vertices[moved] += identity['lowerTeethShift']
        if name == 'tongue':
            # The tongue's own morph leaves it at the palate: let it lie on the lower jaw.
            vertices += identity['tongueShift']
            morphs['mouth-open'] = np.tile(jaw_drop * TONGUE_FOLLOWS, (len(vertices), 1))
        quads, corner_uv = faces.vertices[keep], proxy.uv[faces.uvs[keep]]
        for _ in range(identity['parts'][name].get('subdivisions', 0)):
            stencil, quads = catmull_clark(len(vertices), quads)
            vertices, corner_uv = stencil @ vertices, split_corners(corner_uv)
            morphs = {n: stencil @ d for n, d in morphs.items()}
        parts[name] = pack(binary, vertices, quads, corner_uv, morphs)
        files = texture_files(identity, name)
        images = [cv2.imread(str(file), cv2.IMREAD_UNCHANGED) for file in files]
        image = np.mean(images, axis=0).astype(np.uint8)
        if name == 'teeth':
            image = clean_teeth(image)
        if name == 'tongue':
            image = clean_tongue(image)
        if strands := identity['parts'][name].get('strands'):
            image = stranded_hair(image, strands)
        if identity['parts'][name].get('soften'):
            image = softened(image)
        image = np.maximum(image, identity['parts'][name].get('darkest', 0))
        cv2.imwrite(str(out / f'{name}.png'), image)

    if earrings := identity.get('earrings'):
        parts['earrings'] = pack(binary, *studs(smooth, earrings, eye_line), {})
        cv2.imwrite(str(out / 'earrings.png'), np.full((4, 4, 3), 255, np.uint8))

    (out / 'mesh.bin').write_bytes(binary.data)
    (out / 'mesh.json').write_text(json.dumps({'parts': parts}))
    for name, part in parts.items():
        print(name, part['rest'][1] // 3, 'vertices', part['index'][1] // 3, 'triangles')


if __name__ == '__main__':
    avatar = sys.argv[1]
    build(json.loads((HERE / f'{avatar}.json').read_text()), HERE.parent / 'out' / avatar / 'mesh')
