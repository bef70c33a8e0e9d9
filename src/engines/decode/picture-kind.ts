/** Bytes in which a picture's kind can be told. */
const SIGNATURE_BYTES = 16;

/** What a picture calls itself at the start of its file, in Latin-1. AVIF and HEIC are brands of one container. */
const SIGNATURES: readonly (readonly [kind: string, start: RegExp])[] = [
  ['PNG', /^\x89PNG/],
  ['JPEG', /^\xff\xd8\xff/],
  ['WebP', /^RIFF[^]{4}WEBP/],
  ['GIF', /^GIF8[79]a/],
  // Its two letters and, after the size, four reserved zeros.
  ['BMP', /^BM[^]{4}\0{4}/],
  ['AVIF', /^[^]{4}ftypavi[fs]/],
  ['HEIC', /^[^]{4}ftyp(?:he[iv][a-z]|mif1|msf1)/],
  ['TIFF', /^(?:II\*\0|MM\0\*)/],
  ['JPEG XL', /^(?:\xff\n|\0{3}\fJXL )/],
];

/** Those that every browser decodes. */
const SURE: ReadonlySet<string> = new Set(['PNG', 'JPEG', 'WebP']);

/** What kind of picture a file is, by its first bytes: names and types may be wrong; null for what is none. */
export async function pictureKind(media: Blob): Promise<string | null> {
  const head = new Uint8Array(await media.slice(0, SIGNATURE_BYTES).arrayBuffer());
  const text = String.fromCharCode(...head);
  return SIGNATURES.find(([, start]) => start.test(text))?.[0] ?? null;
}

/** Whether a picture that cannot be decoded must be damaged: others may just be unknown to the browser. */
export const everyBrowserDecodes = (kind: string): boolean => SURE.has(kind);
