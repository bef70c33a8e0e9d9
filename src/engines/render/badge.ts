const TEXT = 'AI-generated';

/** Sizes as shares of the frame's shorter side, with a floor in pixels that stays legible. */
const FONT_SHARE = 0.027;
const FONT_MINIMUM = 11;
const MARGIN_SHARE = 0.025;

/** Paddings of the pill in font sizes. */
const PADDING_X = 0.7;
const PADDING_Y = 0.4;

export interface Badge {
  /** RGBA, its opacity not multiplied in. */
  picture: ImageData;
  /** Where its top left corner goes. */
  x: number;
  y: number;
}

/** Draws the visible mark once: a quiet pill for the bottom right corner of the frame. */
export function drawBadge(width: number, height: number): Badge {
  const side = Math.min(width, height);
  const fontSize = Math.max(FONT_MINIMUM, Math.round(side * FONT_SHARE));
  const font = `500 ${fontSize}px system-ui, sans-serif`;
  const measured = context(new OffscreenCanvas(1, 1));
  measured.font = font;
  const pillWidth = Math.ceil(measured.measureText(TEXT).width + 2 * PADDING_X * fontSize);
  const pillHeight = Math.ceil(fontSize * (1 + 2 * PADDING_Y));
  const picture = new OffscreenCanvas(pillWidth, pillHeight);
  const drawing = context(picture);
  drawing.fillStyle = 'rgb(0 0 0 / 45%)';
  drawing.beginPath();
  drawing.roundRect(0, 0, pillWidth, pillHeight, pillHeight / 2);
  drawing.fill();
  drawing.fillStyle = 'rgb(255 255 255 / 90%)';
  drawing.font = font;
  drawing.textAlign = 'center';
  drawing.textBaseline = 'middle';
  drawing.fillText(TEXT, pillWidth / 2, pillHeight / 2 + fontSize * 0.06);
  const margin = Math.round(side * MARGIN_SHARE);
  const pixels = drawing.getImageData(0, 0, pillWidth, pillHeight);
  return { picture: pixels, x: width - pillWidth - margin, y: height - pillHeight - margin };
}

function context(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const drawing = canvas.getContext('2d');
  if (!drawing) throw new TypeError('There is no 2D canvas in this thread.');
  return drawing;
}
