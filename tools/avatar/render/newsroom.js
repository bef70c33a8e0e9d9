/** Lamps and screens: place, radius and blur as shares of the width, colour. */
const LAMPS = [
  [0.08, 0.57, 0.034, 0.009, 'rgba(255,198,136,0.34)'],
  [0.17, 0.62, 0.026, 0.008, 'rgba(255,216,168,0.22)'],
  [0.88, 0.56, 0.036, 0.009, 'rgba(255,196,132,0.34)'],
  [0.96, 0.63, 0.03, 0.01, 'rgba(168,208,222,0.24)'],
  [0.8, 0.64, 0.022, 0.008, 'rgba(255,212,160,0.22)'],
  [0.02, 0.67, 0.028, 0.01, 'rgba(160,204,220,0.22)'],
  [0.26, 0.06, 0.03, 0.012, 'rgba(220,234,240,0.16)'],
  [0.7, 0.04, 0.034, 0.012, 'rgba(220,234,240,0.15)'],
];

/** A newsroom at evening behind the presenter, far out of focus: a video wall, lamps, people's desks. Painted once. */
export function newsroom(size) {
  const canvas = new OffscreenCanvas(size, size);
  const c = canvas.getContext('2d');
  const base = c.createLinearGradient(0, 0, 0, size);
  base.addColorStop(0, '#16222f');
  base.addColorStop(0.55, '#22384a');
  base.addColorStop(1, '#131b25');
  c.fillStyle = base;
  c.fillRect(0, 0, size, size);
  const blur = (share) => (c.filter = `blur(${size * share}px)`);
  const panel = (x, y, w, h, colour) => {
    c.fillStyle = colour;
    c.fillRect(x * size, y * size, w * size, h * size);
  };
  const lamp = (x, y, r, colour) => {
    c.fillStyle = colour;
    c.beginPath();
    c.arc(x * size, y * size, r * size, 0, 2 * Math.PI);
    c.fill();
  };
  blur(0.06);
  panel(-0.05, 0.08, 0.34, 0.44, 'rgba(52,96,122,0.7)');
  panel(0.72, 0.04, 0.36, 0.48, 'rgba(40,82,108,0.65)');
  panel(0.36, 0.0, 0.28, 0.3, 'rgba(20,34,48,0.8)');
  panel(-0.1, 0.62, 1.2, 0.14, 'rgba(10,14,20,0.75)');
  blur(0.028);
  panel(0.0, 0.14, 0.12, 0.2, 'rgba(150,192,204,0.42)');
  panel(0.15, 0.2, 0.1, 0.24, 'rgba(96,146,166,0.34)');
  panel(0.79, 0.1, 0.16, 0.13, 'rgba(130,176,192,0.36)');
  panel(0.76, 0.31, 0.2, 0.04, 'rgba(226,160,104,0.36)');
  panel(0.01, 0.44, 0.22, 0.03, 'rgba(232,172,112,0.4)');
  for (const [x, y, r, share, colour] of LAMPS) {
    blur(share);
    lamp(x, y, r, colour);
  }
  return canvas;
}
