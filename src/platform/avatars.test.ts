import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LANDMARKS, type Face } from '../core/faces/face-track';
import { writeTrackFile } from '../core/faces/track-file';
import { contentKey } from './storage/content-key';
import { openDatabase } from './storage/database';
import { appStorage } from './storage/storage';
import { avatarStatus, listAvatars, loadAvatar, removeImported } from './avatars';

/** Before it is replaced: for the addresses of blobs. */
const globalFetch = fetch;

const PAGE = 'https://example.org/some/folder/';
const face: Face = { landmarks: new Float32Array(LANDMARKS * 3).fill(7), score: 1 };
const track = (...faces: (Face | null)[]) =>
  writeTrackFile({ width: 512, height: 512, fps: 25, frames: faces });

const adam = {
  id: 'adam',
  name: 'Adam',
  width: 512,
  height: 512,
  fps: 25,
  licence: 'CC0-1.0',
  lipsync: { engine: 'unet', model: 'unet-adam' },
  clips: [
    { name: '00,08s talk.mp4', kind: 'talk', frames: 2, bytes: 4, sha256: 'a'.repeat(64), track: 'talk.track' }, // prettier-ignore
    { name: 'silence.mp4', kind: 'silence', frames: 3, bytes: 5, sha256: 'b'.repeat(64), track: 'silence.track' }, // prettier-ignore
  ],
  poster: 'poster.jpg',
};

let files: Map<string, BodyInit>;

beforeEach(() => {
  files = new Map<string, BodyInit>([
    ['core_clips/index.json', '{"avatars":["adam"]}'],
    ['core_clips/adam/avatar.json', JSON.stringify(adam)],
    ['core_clips/adam/00%2C08s%20talk.mp4', 'talk'],
    ['core_clips/adam/silence.mp4', 'still'],
    ['core_clips/adam/talk.track', track(face, face)],
    ['core_clips/adam/silence.track', track(face, null, null)],
  ]);
  vi.stubGlobal('document', { baseURI: PAGE });
  vi.stubGlobal('fetch', (url: string) => {
    const body = url.startsWith(PAGE) ? files.get(url.slice(PAGE.length)) : undefined;
    if (body !== undefined) return Promise.resolve(new Response(body));
    // As hosts of single-page apps answer.
    const headers = { 'content-type': 'text/html' };
    return Promise.resolve(new Response('<html>', { headers }));
  });
});
afterEach(() => vi.unstubAllGlobals());

/** A new module has read nothing yet. */
function fresh() {
  vi.resetModules();
  return import('./avatars');
}

describe('built-in avatars', () => {
  it('are listed with addresses below the page, wherever it lies', async () => {
    const [first] = await listAvatars();
    expect(first).toMatchObject({
      id: 'adam',
      builtIn: true,
      lipsyncModelId: 'unet-adam',
      posterUrl: `${PAGE}core_clips/adam/poster.jpg`,
      idleClipUrl: `${PAGE}core_clips/adam/silence.mp4`,
    });
    expect(first?.clips[0]).toEqual({ name: '00,08s talk.mp4', kind: 'talk', frames: 2 });
  });

  it('load with their clips and face tracks; the first one is the default', async () => {
    const media = await loadAvatar();
    expect(media).toMatchObject({ id: 'adam', lipsync: { engine: 'unet', modelId: 'unet-adam' } });
    expect(await Promise.all(media.clips.map(({ blob }) => blob.text()))).toEqual([
      'talk',
      'still',
    ]);
    expect(media.clips[1]?.track.frames.map((f) => f?.score ?? null)).toEqual([1, null, null]);
  });

  it('tell how many frames have no face', async () => {
    const { clips } = await avatarStatus('adam');
    expect(clips.map(({ framesWithoutFace }) => framesWithoutFace)).toEqual([0, 2]);
  });

  it('are refused by name when unknown, incomplete or damaged', async () => {
    await expect(loadAvatar('eve')).rejects.toMatchObject({ code: 'bad-option', message: expect.stringMatching(/"eve".*adam/) as string }); // prettier-ignore
    files.set('core_clips/adam/silence.mp4', 'cut');
    await expect(loadAvatar()).rejects.toMatchObject({ code: 'bad-clip', message: expect.stringMatching(/3 bytes instead of 5/) as string }); // prettier-ignore
    files.set('core_clips/adam/talk.track', track(face));
    await expect(avatarStatus('adam')).rejects.toMatchObject({ code: 'bad-clip' });
    files.delete('core_clips/adam/silence.track');
    await expect(loadAvatar()).rejects.toMatchObject({ code: 'bad-clip' });
    files.set('core_clips/adam/avatar.json', JSON.stringify({ ...adam, fps: 30 }));
    const { listAvatars: list } = await fresh();
    await expect(list()).rejects.toMatchObject({ code: 'bad-clip', message: expect.stringMatching(/avatar.json is wrong at fps/) as string }); // prettier-ignore
    files.set('core_clips/adam/avatar.json', JSON.stringify({ ...adam, sequence: 'gone.mp4' }));
    await expect((await fresh()).listAvatars()).rejects.toMatchObject({ code: 'bad-clip', message: expect.stringMatching(/wrong at sequence/) as string }); // prettier-ignore
  });

  it('say so when they cannot be reached, and are found when they can', async () => {
    const online = globalThis.fetch;
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    const { listAvatars: list } = await fresh();
    await expect(list()).rejects.toMatchObject({ code: 'offline-missing' });
    vi.stubGlobal('fetch', online);
    expect(await list()).toHaveLength(1);
  });
});

describe('imported avatars', () => {
  it('follow the built-in ones, and load once their clips are preprocessed', async () => {
    const { avatars, tracks } = await appStorage();
    const clip = new Blob(['clip of eve']);
    await avatars.save(
      {
        id: 'eve',
        created: 1,
        name: 'Eve',
        width: 640,
        height: 480,
        licence: 'own',
        rightsConfirmed: 1,
        lipsyncModelId: null,
        clips: [{ name: 'talk.mp4', kind: 'talk', frames: 2, key: await contentKey(clip) }],
        sequence: 'talk.mp4',
      },
      { 'talk.mp4': clip },
      { poster: new Blob(['picture']) },
    );
    expect((await listAvatars()).map(({ id, builtIn }) => [id, builtIn])).toEqual([['adam', true], ['eve', false]]); // prettier-ignore
    await expect(loadAvatar('eve')).rejects.toMatchObject({ code: 'bad-clip' });
    expect((await avatarStatus('eve')).clips[0]?.preprocessed).toBe(false);
    const loop = { jump: 0.3, usualJump: 0, change: 0, usualChange: 0, fix: 'ping-pong' } as const;
    await avatars.enterTrack('eve', await contentKey(clip), track(face, null).buffer, loop);
    const media = await loadAvatar('eve');
    expect(media).toMatchObject({
      width: 640,
      sequence: 'talk.mp4',
      lipsync: { engine: 'exemplar', modelId: null },
    });
    expect(media.clips[0]?.track.frames).toHaveLength(2);
    expect((await avatarStatus('eve')).clips[0]).toMatchObject({ preprocessed: true, framesWithoutFace: 1, loop }); // prettier-ignore
    const eve = async () => (await listAvatars()).find(({ id }) => id === 'eve');
    expect((await eve())?.clips).toEqual([{ name: 'talk.mp4', kind: 'talk', frames: 2, loopFix: 'ping-pong' }]); // prettier-ignore
    const { posterUrl = '' } = (await eve()) ?? {};
    expect(await (await globalFetch(posterUrl)).text()).toBe('picture');
    expect(await eve()).toMatchObject({ posterUrl, sequence: 'talk.mp4' });
    await removeImported('eve');
    expect(await eve()).toBeUndefined();
    expect(await tracks.get(await contentKey(clip))).toBeUndefined();
    await expect(globalFetch(posterUrl)).rejects.toThrow();
  });

  it('tell of a clip that the browser has cleared, and to import it again', async () => {
    const { avatars } = await appStorage();
    const loop = { jump: 0, usualJump: 0, change: 0, usualChange: 0, fix: 'none' } as const;
    const clips = { 'talk.mp4': new Blob(['talking']), 'silence.mp4': new Blob(['silent']) };
    const kept = await Promise.all(
      Object.entries(clips).map(async ([name, clip]) => {
        const kind = name === 'talk.mp4' ? ('talk' as const) : ('silence' as const);
        return { name, kind, frames: 1, key: await contentKey(clip), loop };
      }),
    );
    const known = { licence: 'own', rightsConfirmed: 1, lipsyncModelId: null };
    await avatars.save(
      { id: 'ann', created: 1, name: 'Ann', width: 640, height: 480, ...known, clips: kept },
      clips,
      { tracks: new Map(kept.map(({ key }) => [key, track(face).buffer])) },
    );
    const ann = async () => (await avatarStatus('ann')).clips;
    expect((await ann()).map(({ preprocessed }) => preprocessed)).toEqual([true, true]);
    expect((await ann()).map(({ fault }) => fault)).toEqual([undefined, undefined]);
    const db = await openDatabase();
    const files = (await db.get('avatars', 'ann'))?.files ?? {};
    await db.delete('blobs', files['talk.mp4']?.id ?? '');
    const [talk, silence] = await ann();
    expect(talk).toMatchObject({ preprocessed: false, framesWithoutFace: 0 });
    expect(talk?.fault).toMatch(/gone.*import it again/);
    expect(silence).toMatchObject({ preprocessed: true });
    expect(silence?.fault).toBeUndefined();
    await expect(loadAvatar('ann')).rejects.toMatchObject({
      code: 'bad-clip',
      message: expect.stringContaining('"talk.mp4" is gone') as string,
      hint: expect.stringMatching(/import its clips again/) as string,
    });
    await removeImported('ann');
  });
});
