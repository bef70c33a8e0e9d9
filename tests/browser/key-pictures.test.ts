import { expect, it } from 'vitest';
import { clipContent, keyPictures } from '../../src/pipeline/key-pictures';
import { threads } from '../../src/pipeline/threads';
import { appStorage } from '../../src/platform/storage/storage';
import type { PictureWish } from '../../src/workers/protocol/lipsync';
import { drawnClip } from './media/synthetic';

const SIZE = 128;
const wish = (frame: number, x: number): PictureWish => ({
  clip: 'talk',
  frame,
  ...{ x, y: 8, width: 32, height: 16, pictureWidth: 32, pictureHeight: 16 },
});

/** A clip whose left half is grey and whose right half has the given colour. */
async function clipOf(colour: string) {
  const blob = await drawnClip({ frames: 6, width: SIZE, height: SIZE }, (context) => {
    context.fillStyle = 'grey';
    context.fillRect(0, 0, SIZE, SIZE);
    context.fillStyle = colour;
    context.fillRect(SIZE / 2, 0, SIZE / 2, SIZE);
  });
  const track = { width: SIZE, height: SIZE, fps: 25, frames: [] };
  return { name: 'talk', kind: 'talk', frames: 6, blob, track } as const;
}

const register = (clips: readonly { name: string; blob: Blob }[]) =>
  threads.render.call((media) => media.registerClips([...clips]));

async function bytes({ pixels }: { pixels: Blob }): Promise<Uint8Array> {
  return new Uint8Array(await pixels.arrayBuffer());
}

/** What is kept is written after the answer. */
async function kept(): Promise<number> {
  const kinds = await (await appStorage()).kinds.usage();
  return kinds.find(({ kind }) => kind === 'caches')?.entries ?? 0;
}

it('cuts the pictures of the same clips once, until the caches are cleared', async () => {
  const { caches } = await appStorage();
  await caches.clear();
  const red = await clipOf('red');
  const wishes = [wish(4, 80), wish(1, 8)];
  await register([red]);
  const first = await bytes(await keyPictures([red], wishes));
  expect(first).toHaveLength(2 * 4 * 32 * 16);
  const [r = 0, g = 0] = first;
  expect(r - g).toBeGreaterThan(150);
  expect(Math.abs((first[4 * 32 * 16] ?? 0) - 128)).toBeLessThan(12);
  await expect.poll(kept).toBe(1);

  // A clip that cannot be read any more shows that nothing is.
  await register([]);
  const copy = { ...red, blob: new Blob([red.blob]) };
  expect(await bytes(await keyPictures([copy], wishes))).toEqual(first);
  await expect(keyPictures([red], [wish(4, 81)])).rejects.toMatchObject({ code: 'bad-clip' });
  await caches.clear();
  await expect(keyPictures([red], wishes)).rejects.toMatchObject({ code: 'bad-clip' });
});

it('takes no pictures of another clip of the same name, or of another size', async () => {
  const [red, blue] = [await clipOf('red'), await clipOf('blue')];
  const wishes = [wish(2, 80)];
  await register([red]);
  const [ofRed = 0] = await bytes(await keyPictures([red], wishes));
  await register([blue]);
  const [ofBlue = 255] = await bytes(await keyPictures([blue], wishes));
  expect(ofRed - ofBlue).toBeGreaterThan(150);
  expect(await clipContent({ ...red, maxSide: 64 })).not.toBe(await clipContent(red));
});
