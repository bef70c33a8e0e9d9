import { describe, expect, it } from 'vitest';
import type * as v from 'valibot';
import { AppError } from '../workers/protocol/errors';
import {
  FaceOptionsSchema,
  GenerateRequestSchema,
  ImportAvatarSchema,
  SpeechOptionsSchema,
  parseOptions,
} from './options';

const audio = new Blob(['x']);

describe('parseOptions', () => {
  it('fills in the documented defaults', () => {
    const request = parseOptions(GenerateRequestSchema, { mode: 'core-clips', audio }, 'generate');
    expect(request).toMatchObject({
      quality: 'balanced',
      openness: 1,
      badge: true,
      speech: { threshold: 0.5, minSilence: 0.75, vadEngine: 'silero' },
    });
  });

  it.each([
    [{ threshold: 0.95 }, /threshold.*0\.95.*0\.1 to 0\.9/],
    [{ threshold: Number.NaN }, /threshold.*NaN.*0\.1 to 0\.9/],
    [{ minSilence: 0 }, /minSilence.*0.*0\.1 to 2/],
    [{ vadEngine: 'magic' }, /vadEngine.*"magic".*silero/],
  ])('names option, value and range: %j', (options, message) => {
    try {
      parseOptions(SpeechOptionsSchema, options, 'detectSpeech');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect((error as AppError).code).toBe('bad-option');
      expect((error as AppError).message).toMatch(message);
    }
  });

  it.each([
    [{ audio }, /"mode" of generate is undefined; allowed is "core-clips", "training-data"/],
    [{ mode: 'core-clips' }, /"audio" of generate is undefined; allowed is a Blob or File/],
    [{ mode: 'core-clips', audio, edl: { totalFrames: 1, events: [null] } }, /edl\.events\.0/],
  ])('says what is allowed where something is missing: %j', (request, message) => {
    expect(() => parseOptions(GenerateRequestSchema, request, 'generate')).toThrow(message);
  });

  it.each([
    [GenerateRequestSchema, { mode: 'core-clips', audio, openess: 3 }, 'openess'],
    [
      GenerateRequestSchema,
      { mode: 'core-clips', audio, speech: { treshold: 1 } },
      'speech.treshold',
    ],
    [
      GenerateRequestSchema,
      { mode: 'core-clips', audio, sourceRange: { start: 0, end: 1, to: 2 } },
      'sourceRange.to',
    ],
    [GenerateRequestSchema, { mode: 'core-clips', audio, face: { x: 0, y: 0, z: 0 } }, 'face.z'],
    [SpeechOptionsSchema, { minSilense: 1 }, 'minSilense'],
    [FaceOptionsSchema, { maxFace: 1 }, 'maxFace'],
    [ImportAvatarSchema, { name: 'Eve', rightsConfirmed: true, model: 'x' }, 'model'],
    [ImportAvatarSchema, { name: 'Eve', face: { x: 0, y: 0, z: 0 } }, 'face.z'],
  ])('names a misspelt option: %#', (schema, options, key) => {
    expect(() => parseOptions<v.GenericSchema>(schema, options, 'it')).toThrow(
      expect.objectContaining({
        code: 'bad-option',
        message: `There is no option "${key}" of it.`,
      }),
    );
  });

  it('names both ends of a range of whole numbers', () => {
    expect(() => parseOptions(FaceOptionsSchema, { maxFaces: 9 }, 'detectFaces')).toThrow(
      /maxFaces.*9.*a whole number from 1 to 8/,
    );
  });

  it('refuses what is not a Blob as audio', () => {
    expect(() =>
      parseOptions(GenerateRequestSchema, { mode: 'core-clips', audio: 'speech.wav' }, 'generate'),
    ).toThrow(/audio/);
  });
});
