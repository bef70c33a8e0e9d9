/** File systems refuse longer names and these characters. */
const MAX_STEM = 80;
// eslint-disable-next-line no-control-regex -- control characters are what must go
const FORBIDDEN = /[\\/:*?"<>|\u0000-\u001f]+/g;

/** A name to save under: that of the source without its extension, made safe, plus `suffix`. */
export function fileNameFor(source: string, suffix: string): string {
  const stem = source.replace(/\.[^.]{1,5}$/, '').replace(FORBIDDEN, ' ');
  const safe = stem.trim().slice(0, MAX_STEM).trim() || 'mouthpiece';
  return `${safe}${suffix}`;
}

/** Saves the blob through the browser's download. */
export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has taken its own reference by the next task.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
