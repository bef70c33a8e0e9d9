/** Points of the lips' contours in MediaPipe's face mesh, from one corner of the mouth to the other. */
export const INNER_UPPER_LIP = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308] as const;
export const INNER_LOWER_LIP = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308] as const;
export const OUTER_UPPER_LIP = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291] as const;
export const OUTER_LOWER_LIP = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291] as const;

/** Inner lips without the corners, above and below, and the points of the red above the upper ones. */
export const BETWEEN_UPPER = INNER_UPPER_LIP.slice(1, -1);
export const BETWEEN_LOWER = INNER_LOWER_LIP.slice(1, -1);
export const UPPER_RED = [183, 42, 41, 38, 12, 268, 271, 272, 407] as const;

/** The contours between the inner and the outer ones, on the red of the lips. */
const LIP_RED = [
  76, 184, 74, 73, 72, 11, 302, 303, 304, 408, 306, 77, 90, 180, 85, 16, 315, 404, 320, 307, 62,
  183, 42, 41, 38, 12, 268, 271, 272, 407, 292, 96, 89, 179, 86, 15, 316, 403, 319, 325,
] as const;

/** All points of the lips. */
export const LIPS: readonly number[] = [
  ...new Set<number>([
    ...INNER_UPPER_LIP,
    ...INNER_LOWER_LIP,
    ...OUTER_UPPER_LIP,
    ...OUTER_LOWER_LIP,
    ...LIP_RED,
  ]),
];
