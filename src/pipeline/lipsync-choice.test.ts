import { beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseLipsync, followsCurves, lipsyncWarnings } from './lipsync-choice';
import type { LipsyncModel } from '../platform/model-store';

const models: Record<string, LipsyncModel> = {
  'unet-adam': {
    engine: 'unet',
    modelUrl: 'models/unet-adam.onnx',
    wasmModelUrl: 'models/unet-adam-int8.onnx',
    heard: null,
  },
  may: {
    engine: 'synctalk-2d',
    modelUrl: 'blob:1',
    heard: {
      layout: { kind: 'ave', window: 16, before: 8, edge: 'zero' },
      encoderUrl: 'blob:2',
    },
  },
};

vi.mock('../platform/model-store', () => ({
  lipsyncModel: (id: string) => {
    const model = models[id];
    return model ? Promise.resolve(model) : Promise.reject(new Error(`no ${id}`));
  },
}));

type Options = Parameters<typeof chooseLipsync>[1];

const options = (change: Partial<Options> = {}): Options => ({
  lipsyncModelId: undefined,
  audioEncoder: 'auto',
  openness: 1,
  ...change,
});
const adam = { id: 'adam', lipsync: { engine: 'unet', modelId: 'unet-adam' } };
const eve = { id: 'eve', lipsync: { engine: 'exemplar', modelId: null } };

beforeEach(() => vi.clearAllMocks());

describe('chooseLipsync', () => {
  it('takes the avatar’s own model, or its engine where that needs none', async () => {
    expect(await chooseLipsync(adam, options())).toEqual({ ...models['unet-adam'] });
    expect(await chooseLipsync(eve, options())).toEqual({ engine: 'exemplar', modelUrl: null, heard: null }); // prettier-ignore
  });

  it('takes an imported model with any avatar, also as an avatar’s default', async () => {
    const asked = options({ lipsyncModelId: 'may' });
    expect(await chooseLipsync(eve, asked)).toMatchObject({ engine: 'synctalk-2d', modelUrl: 'blob:1' }); // prettier-ignore
    // What the avatar says of the engine counts less than what the model is.
    const own = { id: 'eve', lipsync: { engine: 'unet', modelId: 'may' } };
    expect(await chooseLipsync(own, options())).toMatchObject({ engine: 'synctalk-2d' });
  });

  it('takes the engine of pictures with any avatar', async () => {
    const asked = options({ lipsyncModelId: 'exemplar' });
    expect(await chooseLipsync(adam, asked)).toMatchObject({ engine: 'exemplar', modelUrl: null });
  });

  it('refuses an audio encoder that the model does not have', async () => {
    const hears = (audioEncoder: Options['audioEncoder'], lipsyncModelId?: string) =>
      chooseLipsync(adam, options({ audioEncoder, lipsyncModelId }));
    expect(await hears('ave', 'may')).toMatchObject({ engine: 'synctalk-2d' });
    await expect(hears('hubert', 'may')).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/"hubert", but the model "may" hears ave; allowed is auto, ave/) as string, // prettier-ignore
    });
    await expect(hears('ave')).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/hears mouth curves; allowed is auto\.$/) as string,
    });
  });

  it('tells an avatar without any model', async () => {
    const bare = { id: 'bare', lipsync: null };
    await expect(chooseLipsync(bare, options())).rejects.toMatchObject({ code: 'model-missing' });
  });
});

describe('followsCurves', () => {
  it('is so for networks of our own and for pictures, not for packs that hear for themselves', async () => {
    const pack = options({ lipsyncModelId: 'may' });
    const asked = [followsCurves(adam, options()), followsCurves(eve, options()), followsCurves(adam, pack)]; // prettier-ignore
    expect(await Promise.all(asked)).toEqual([true, true, false]);
    const own = { id: 'eve', lipsync: { engine: 'unet', modelId: 'may' } };
    expect(await followsCurves(own, options())).toBe(false);
    // A custom video has no avatar yet.
    expect(await Promise.all([followsCurves(null, options()), followsCurves(null, pack)])).toEqual([true, false]); // prettier-ignore
  });

  it('tells unknown models and wrong encoders before the audio is read', async () => {
    const wrong = options({ lipsyncModelId: 'may', audioEncoder: 'wenet' });
    for (const avatar of [adam, null]) {
      await expect(followsCurves(avatar, options({ lipsyncModelId: 'nobody' }))).rejects.toThrow('no nobody'); // prettier-ignore
      await expect(followsCurves(avatar, wrong)).rejects.toMatchObject({ code: 'bad-option' });
    }
  });
});

describe('lipsyncWarnings', () => {
  it('says that openness does not act on models that hear the sound', async () => {
    const pack = await chooseLipsync(adam, options({ lipsyncModelId: 'may' }));
    expect(lipsyncWarnings(pack, options({ openness: 1.2 })).map(({ code }) => code)).toEqual(['openness-ignored']); // prettier-ignore
    expect(lipsyncWarnings(pack, options())).toEqual([]);
    const ours = await chooseLipsync(adam, options());
    expect(lipsyncWarnings(ours, options({ openness: 1.2 }))).toEqual([]);
  });
});
