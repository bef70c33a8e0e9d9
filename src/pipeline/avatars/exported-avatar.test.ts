import { describe, expect, it } from 'vitest';
import { LANDMARKS } from '../../core/faces/face-track';
import { writeTrackFile } from '../../core/faces/track-file';
import { givenFiles } from '../../platform/archive/given-files';
import { describe as describeAvatar, readExported } from './exported-avatar';
import type { ReadClip } from './read-clips';

const NAME = 'talk.mp4';
const clip = new Blob(['abc']);
/** Of "abc" (FIPS 180-2). */
const SHA256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const face = { landmarks: new Float32Array(LANDMARKS * 3), score: 1 };
const track = writeTrackFile({ width: 64, height: 48, fps: 25, frames: [face, null] });
const loop = { jump: 0.1, usualJump: 0.01, change: 0, usualChange: 0, fix: 'blend' } as const;
const entry = { name: NAME, kind: 'talk', frames: 2, bytes: 3, sha256: SHA256, track: 'talk.track', loop, loopFix: 'ping-pong' } as const; // prettier-ignore
const avatar = {
  id: 'eve',
  name: 'Eve',
  width: 64,
  height: 48,
  fps: 25,
  licence: 'own',
  rightsConfirmed: '2026-11-20T12:00:00.000Z',
  lipsync: { engine: 'exemplar', model: null },
  clips: [entry],
};

async function read(description: object | string, info = { frames: 2, width: 64, height: 48 }) {
  const json = typeof description === 'string' ? description : JSON.stringify(description);
  const files = [new File([json], 'avatar.json'), new File([track], 'talk.track')];
  const given = await givenFiles(files, { files: 9, bytes: 1e6, code: 'bad-clip' });
  const about = { duration: 0.08, sourceFps: 25, codec: 'avc', decoder: 'webcodecs' } as const;
  const read: ReadClip = { name: NAME, kind: 'talk', blob: clip, info: { ...about, ...info } };
  return readExported(given, [read]);
}

describe('readExported', () => {
  it('takes over the track and the loop of a clip that is the very one', async () => {
    const { clips, warnings } = await read(avatar);
    expect(warnings).toEqual([]);
    expect(clips.get(NAME)).toMatchObject({ loop, loopFix: 'ping-pong' });
    expect(new Uint8Array(clips.get(NAME)?.track ?? new ArrayBuffer())).toEqual(track);
  });

  it('leaves out what belongs to another clip', async () => {
    const changed = (change: object) => ({ ...avatar, clips: [{ ...entry, ...change }] });
    for (const other of [
      { sha256: 'a'.repeat(64) },
      { bytes: 4 },
      { name: 'x talk.mp4' },
      { track: 'x.track' },
    ]) {
      // prettier-ignore
      expect((await read(changed(other))).clips.size).toBe(0);
    }
    expect((await read(avatar, { frames: 3, width: 64, height: 48 })).clips.size).toBe(0);
    expect((await read(avatar, { frames: 2, width: 32, height: 24 })).clips.size).toBe(0);
  });

  it('takes over the sequence of training-data mode, where its clip came along', async () => {
    expect((await read({ ...avatar, sequence: NAME })).sequence).toBe(NAME);
    const other = { ...entry, name: 'other talk.mp4' };
    const clips = [entry, other];
    expect(await read({ ...avatar, clips, sequence: other.name })).not.toHaveProperty('sequence');
    const { clips: none, warnings } = await read({ ...avatar, sequence: 'gone.mp4' });
    expect(none.size).toBe(0);
    expect(warnings[0]?.message).toMatch(/sequence/);
  });

  it('does without a description that is damaged, with a warning', async () => {
    for (const damaged of ['{', { ...avatar, fps: 30 }]) {
      const { clips, warnings } = await read(damaged);
      expect(clips.size).toBe(0);
      expect(warnings).toMatchObject([{ code: 'file-skipped' }]);
    }
  });

  it('tells that a model did not come along', async () => {
    const { clips, warnings } = await read({ ...avatar, lipsync: { engine: 'unet', model: 'eve-net' } }); // prettier-ignore
    expect(clips.size).toBe(1);
    expect(warnings.map(({ code }) => code)).toEqual(['lipsync-model-not-imported']);
    expect(warnings[0]?.message).toMatch(/"eve-net"/);
  });
});

describe('describe', () => {
  const stored = { id: 'eve', created: 1, name: 'Eve', width: 64, height: 48, licence: 'own', rightsConfirmed: 1, lipsyncModelId: null, clips: [] }; // prettier-ignore
  const models = [
    { id: 'unet-adam', engine: 'unet' },
    { id: 'may', engine: 'synctalk-2d' },
    { id: 'lips', engine: 'wav2lip' },
  ];
  const described = (change: object) =>
    describeAvatar({ ...stored, ...change }, { clips: [entry], hasPoster: false, models });

  it('writes the sequence into avatar.json', () => {
    expect(described({ sequence: NAME }).sequence).toBe(NAME);
    expect(described({})).not.toHaveProperty('sequence');
  });

  it('names the engine that runs the avatar’s model', () => {
    expect(described({}).lipsync).toEqual({ engine: 'exemplar', model: null });
    for (const { id, engine } of models) {
      expect(described({ lipsyncModelId: id }).lipsync).toEqual({ engine, model: id });
    }
  });

  it('names the engine that needs no model where the model has been removed', () => {
    expect(described({ lipsyncModelId: 'gone' }).lipsync).toEqual({ engine: 'exemplar', model: null }); // prettier-ignore
  });
});
