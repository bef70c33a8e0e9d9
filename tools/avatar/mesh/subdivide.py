"""One Catmull–Clark step (Catmull & Clark 1978) as a sparse matrix, so that morphs subdivide linearly."""

import numpy as np
import scipy.sparse as sparse


def catmull_clark(vertex_count: int, quads: np.ndarray) -> tuple[sparse.csr_matrix, np.ndarray]:
    """Returns S [new × old], to be applied to positions and displacements, and the new quads [4n × 4].

    Borders follow the cubic B-spline rule. Every quad must have four different corners.
    """
    faces = len(quads)
    rows = np.repeat(np.arange(faces), 4)
    face_points = _matrix(rows, quads.ravel(), 0.25, (faces, vertex_count))

    ends = np.stack([quads, np.roll(quads, -1, axis=1)], axis=2).reshape(-1, 2)
    edges, edge_of_corner, uses = np.unique(
        np.sort(ends, axis=1), axis=0, return_inverse=True, return_counts=True
    )
    edge_of_corner = edge_of_corner.reshape(-1)
    count = len(edges)
    inner = uses == 2
    end_weight = np.where(inner, 0.25, 0.5)
    edge_ends = _matrix(
        np.repeat(np.arange(count), 2), edges.ravel(), np.repeat(end_weight, 2), (count, vertex_count)
    )
    edge_faces = _matrix(edge_of_corner, rows, 0.25 * inner[edge_of_corner], (count, faces))
    edge_points = edge_ends + edge_faces @ face_points

    vertex_faces = _matrix(quads.ravel(), rows, 1.0, (vertex_count, faces))
    incidence = _matrix(edges.ravel(), np.repeat(np.arange(count), 2), 1.0, (vertex_count, count))
    midpoints = _matrix(
        np.repeat(np.arange(count), 2), edges.ravel(), 0.5, (count, vertex_count)
    )
    valence = np.maximum(np.asarray(vertex_faces.sum(axis=1)).ravel(), 1)
    edge_valence = np.maximum(np.asarray(incidence.sum(axis=1)).ravel(), 1)
    smooth = (
        sparse.diags(1 / valence**2) @ vertex_faces @ face_points
        + sparse.diags(2 / (valence * edge_valence)) @ incidence @ midpoints
        + sparse.diags((valence - 3) / valence)
    )
    border_incidence = incidence @ sparse.diags((~inner).astype(float))
    border_edges = np.asarray(border_incidence.sum(axis=1)).ravel()
    on_border = border_edges == 2
    spline = 0.5 * sparse.identity(vertex_count) + 0.25 * (border_incidence @ midpoints)
    corner = border_edges > 2
    vertex_points = (
        sparse.diags((border_edges == 0).astype(float)) @ smooth
        + sparse.diags(on_border.astype(float)) @ spline
        + sparse.diags(corner.astype(float))
    )

    stencil = sparse.vstack([vertex_points, edge_points, face_points]).tocsr()
    edge_index = vertex_count + edge_of_corner.reshape(-1, 4)
    face_index = np.repeat((vertex_count + count + np.arange(faces))[:, None], 4, axis=1)
    children = np.stack([quads, edge_index, face_index, np.roll(edge_index, 1, axis=1)], axis=2)
    return stencil, children.reshape(-1, 4)


def split_corners(corners: np.ndarray) -> np.ndarray:
    """Bilinear split of per-corner values [n × 4 × k] to [4n × 4 × k], in catmull_clark's order."""
    following = (corners + np.roll(corners, -1, axis=1)) / 2
    centre = np.repeat(corners.mean(axis=1, keepdims=True), 4, axis=1)
    children = np.stack([corners, following, centre, np.roll(following, 1, axis=1)], axis=2)
    return children.reshape(-1, 4, corners.shape[2])


def _matrix(rows, columns, values, shape) -> sparse.csr_matrix:
    data = np.broadcast_to(np.asarray(values, dtype=float), np.shape(rows))
    return sparse.csr_matrix((data, (rows, columns)), shape=shape)
