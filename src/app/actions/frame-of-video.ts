/** Time for the browser to find a frame of a video. */
const PATIENCE_MS = 8000;

/** The frame that a video shows at `seconds`; null where the browser cannot show it. */
export async function frameOfVideo(url: string, seconds: number): Promise<OffscreenCanvas | null> {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  video.src = url;
  const seeked = new Promise<boolean>((resolve) => {
    video.onloadedmetadata = () => (video.currentTime = Math.max(0, seconds));
    video.onseeked = () => resolve(true);
    video.onerror = () => resolve(false);
    setTimeout(() => resolve(false), PATIENCE_MS);
  });
  try {
    if (!(await seeked)) return null;
    return drawn(video, video.videoWidth, video.videoHeight);
  } finally {
    // Frees its decoder at once instead of at some garbage collection.
    video.removeAttribute('src');
    video.load();
  }
}

/** A picture's pixels; null where the browser cannot read it. */
export async function pictureOf(url: string): Promise<OffscreenCanvas | null> {
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
  } catch {
    return null;
  }
  return drawn(image, image.naturalWidth, image.naturalHeight);
}

function drawn(image: CanvasImageSource, width: number, height: number): OffscreenCanvas | null {
  if (width === 0 || height === 0) return null;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) return null;
  context.drawImage(image, 0, 0);
  return canvas;
}
