/** 000000.jpg … of `folder` at 25 fps → H.264 in the MP4 `target`. */
export function encode(folder: string, target: string, constantRateFactor: number): void;
