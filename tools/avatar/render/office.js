/** A defocused office at dusk, painted once: soft gradient and blurred panels of light. */
export function office(size) {
  const canvas = new OffscreenCanvas(size, size);
  const c = canvas.getContext('2d');
  const base = c.createLinearGradient(0, 0, size, size);
  base.addColorStop(0, '#5f7285');
  base.addColorStop(0.5, '#46586b');
  base.addColorStop(1, '#2b3846');
  c.fillStyle = base;
  c.fillRect(0, 0, size, size);
  c.filter = `blur(${size / 26}px)`;
  const panel = (x, y, w, h, colour) => {
    c.fillStyle = colour;
    c.fillRect(x * size, y * size, w * size, h * size);
  };
  panel(0.02, 0.05, 0.13, 0.6, 'rgba(188,208,226,0.5)');
  panel(0.2, 0.05, 0.1, 0.6, 'rgba(170,192,212,0.35)');
  panel(0.74, 0.0, 0.08, 0.75, 'rgba(24,34,46,0.55)');
  panel(0.86, 0.12, 0.12, 0.42, 'rgba(236,196,140,0.42)');
  panel(0.0, 0.72, 1.0, 0.12, 'rgba(20,28,38,0.45)');
  return canvas;
}
