/** Backs of books: shelf, place along it and width as shares of the picture's width, colour. */
const SHELVES = [0.02, 0.3, 0.58, 0.86];
const BOOKS = [
  '#6b3a2c',
  '#2f4a4c',
  '#8a6b45',
  '#3c4a63',
  '#7a2f2f',
  '#50623f',
  '#a58a5c',
  '#2c3640',
];
const SHELF_HEIGHT = 0.28;

/** A study by day behind the presenter, far out of focus: shelves of books, a window, a lamp. Painted once. */
export function library(size) {
  const canvas = new OffscreenCanvas(size, size);
  const c = canvas.getContext('2d');
  const base = c.createLinearGradient(0, 0, size, 0);
  base.addColorStop(0, '#b9c4c4');
  base.addColorStop(0.42, '#8d8474');
  base.addColorStop(1, '#4d4036');
  c.fillStyle = base;
  c.fillRect(0, 0, size, size);
  const blur = (share) => (c.filter = `blur(${size * share}px)`);
  const panel = (x, y, w, h, colour) => {
    c.fillStyle = colour;
    c.fillRect(x * size, y * size, w * size, h * size);
  };
  blur(0.012);
  for (const [row, top] of SHELVES.entries()) {
    panel(0.5, top, 0.6, SHELF_HEIGHT, 'rgba(46,34,26,0.85)');
    for (let x = 0.51, k = row * 3; x < 1.02; k++) {
      const width = 0.022 + 0.006 * ((k * 5) % 4);
      const height = SHELF_HEIGHT * (0.66 + 0.05 * ((k * 7) % 5));
      panel(
        x,
        top + SHELF_HEIGHT - 0.02 - height,
        width,
        height,
        BOOKS[(k * 3 + row) % BOOKS.length],
      );
      x += width + ((k * 11) % 9 === 0 ? 0.03 : 0.003);
    }
    panel(0.5, top + SHELF_HEIGHT - 0.02, 0.6, 0.02, '#6e5238');
  }
  blur(0.03);
  panel(-0.05, -0.05, 0.34, 0.85, 'rgba(226,236,238,0.9)');
  panel(0.0, 0.45, 0.28, 0.3, 'rgba(146,168,140,0.55)');
  blur(0.012);
  panel(0.13, -0.05, 0.016, 0.85, 'rgba(122,112,98,0.75)');
  panel(-0.05, 0.3, 0.35, 0.014, 'rgba(122,112,98,0.6)');
  panel(0.285, -0.05, 0.045, 1.0, 'rgba(112,98,82,0.85)');
  blur(0.035);
  c.fillStyle = 'rgba(255,214,150,0.55)';
  c.beginPath();
  c.arc(0.86 * size, 0.3 * size, 0.07 * size, 0, 2 * Math.PI);
  c.fill();
  panel(-0.1, 0.8, 1.2, 0.3, 'rgba(34,28,24,0.6)');
  return canvas;
}
