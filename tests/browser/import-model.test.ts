import { zipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { importModel } from '../../src/pipeline/import-model';
import { lipsyncModel, listModels, removeModel } from '../../src/platform/model-store';
import { storageUsage } from '../../src/platform/storage/storage';
import { sha256Hex } from '../../src/workers/protocol/checksum';

const PACKS = '/tests/fixtures/packs';
const OWN_MODEL = '/models/unet-adam.onnx';

/** @param path below the fixtures, or of the app when it begins with a slash. */
async function bytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(path.startsWith('/') ? path : `${PACKS}/${path}`);
  if (!response.ok) throw new Error(`${path} is not there`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Comparing megabytes value by value would take most of a minute. */
const stored = async (url: string) => sha256Hex(await (await fetch(url)).arrayBuffer());

const file = async (path: string, name = path.split('/').at(-1) ?? path) =>
  new File([await bytes(path)], name);

async function zip(paths: readonly string[], folder = ''): Promise<File> {
  const entries = await Promise.all(
    paths.map(
      async (path) => [folder + (path.split('/').at(-1) ?? ''), await bytes(path)] as const,
    ),
  );
  return new File([zipSync(Object.fromEntries(entries), { level: 0 })], 'pack.zip');
}

const refusal = (files: File[]) =>
  importModel(files).then(
    ({ id }) => Promise.reject(new Error(`${id} was taken`)),
    (error: unknown) => error,
  );

const imported = async () => (await listModels()).filter(({ builtIn }) => !builtIn);

afterEach(async () => {
  for (const { id } of await imported()) await removeModel(id);
});

describe('importModel', () => {
  it('takes a zip with model.json, lists it, and gives a worker its files', async () => {
    const stages: string[] = [];
    const paths = ['model.json', 'unet.onnx', 'ave.onnx'].map((name) => `synctalk-160/${name}`);
    const summary = await importModel([await zip(paths, 'may/')], {
      onProgress: ({ stage }) => stages.push(stage),
    });
    expect(summary).toMatchObject({
      name: 'synctalk-160 (narrow, random)',
      engine: 'synctalk-2d',
      audioEncoder: 'ave',
      builtIn: false,
      present: true,
    });
    expect(summary.bytes).toBe((await bytes('synctalk-160/unet.onnx')).length + (await bytes('synctalk-160/ave.onnx')).length); // prettier-ignore
    expect(await imported()).toEqual([summary]);
    const { modelUrl, heard } = await lipsyncModel(summary.id);
    expect(await stored(modelUrl)).toBe(await sha256Hex(await bytes('synctalk-160/unet.onnx')));
    expect(heard?.layout).toMatchObject({ kind: 'ave', window: 16 });
    expect(heard?.encoderUrl).toMatch(/^blob:/);
  });

  it.each(['hubert', 'wenet'] as const)(
    'takes a pack that hears with %s, window of 8',
    async (kind) => {
      const folder = `ultralight-${kind}`;
      const paths = ['model.json', 'unet.onnx', `${kind}.onnx`].map((name) => `${folder}/${name}`);
      const summary = await importModel([await zip(paths)]);
      expect(summary).toMatchObject({ engine: 'synctalk-2d', audioEncoder: kind });
      const { heard } = await lipsyncModel(summary.id);
      expect(heard?.layout).toMatchObject({ kind, window: 8 });
    },
  );

  it('knows bare files by their shapes, in any order', async () => {
    const lips = await importModel([await file('wav2lip/unet.onnx', 'lips.onnx')]);
    expect(lips).toMatchObject({ id: 'lips', engine: 'wav2lip', audioEncoder: 'mel' });
    const files = [await file('synctalk-320/ave.onnx'), await file('synctalk-320/unet.onnx')];
    expect(await importModel(files)).toMatchObject({ id: 'unet', engine: 'synctalk-2d' });
    expect(await importModel([files[1] ?? new File([], ''), ...files.slice(0, 1)])).toMatchObject({ id: 'unet-2' }); // prettier-ignore
  });

  it('takes a network of our own, which follows mouth curves, by its shapes', async () => {
    const pack = (more: object) => {
      const about = { name: 'My mouth', licence: 'own', source: 'trained at home' };
      const json = { format: 'mouthpiece-model', version: 1, ...about, model: 'unet-adam.onnx' };
      return new File([JSON.stringify({ ...json, ...more })], 'model.json');
    };
    const network = await file(OWN_MODEL);
    const own = await importModel([pack({}), network]);
    expect(own).toMatchObject({ id: 'my-mouth', name: 'My mouth', engine: 'unet', present: true });
    const { modelUrl, heard } = await lipsyncModel(own.id);
    expect(heard).toBeNull();
    expect(await stored(modelUrl)).toBe(await sha256Hex(await bytes(OWN_MODEL)));
    expect(await refusal([pack({ adapter: 'wav2lip' }), network])).toMatchObject({
      code: 'bad-model',
      message: expect.stringMatching(/3, 224, 224\].*expected \[1, 6, 96, 96\]/) as string,
    });
  });

  it('refuses wrong models by name and number, and stores nothing of them', async () => {
    const bad = (message: RegExp) => ({ code: 'bad-model', message: expect.stringMatching(message) as string }); // prettier-ignore
    const before = (await storageUsage()).usageBytes;
    expect(await refusal([await file('bad/picture-of-256.onnx')])).toMatchObject(
      bad(/"picture" \[1, 6, 256, 256\].*expected one of .*\[1, 6, 160, 160\]/),
    );
    expect(await refusal([await file('bad/sound-of-8.onnx')])).toMatchObject(
      bad(/"sound" \[1, 32, 8, 8\]; expected \[1, 32, 16, 16\]/),
    );
    expect(await refusal([await file('bad/nan.onnx')])).toMatchObject(bad(/no numbers?/));
    expect(await refusal([await file('bad/hubert-without-encoder.onnx')])).toMatchObject({
      code: 'model-missing',
      message: expect.stringMatching(/hubert audio encoder/) as string,
    });
    expect(
      await refusal([await file('synctalk-160/unet.onnx'), await file('bad/nan.onnx')]),
    ).toMatchObject(
      bad(/output of the ave audio encoder is "output" \[1, 3, 96, 96\]; expected \[1, 512\]/),
    );
    expect(await refusal([new File(['not a network'], 'x.onnx')])).toMatchObject({
      ...bad(/^The .onnx file of the model cannot be read/),
      hint: expect.stringMatching(/Export the model again/) as string,
    });
    expect(await imported()).toEqual([]);
    expect((await storageUsage()).usageBytes - before).toBeLessThan(100_000);
  });

  it('refuses packs whose model.json is wrong or names files that are not there', async () => {
    const pack = async (change: object) => {
      const text = new TextDecoder().decode(await bytes('wav2lip/model.json'));
      const json = JSON.stringify({ ...(JSON.parse(text) as object), ...change });
      return [new File([json], 'model.json'), await file('wav2lip/unet.onnx')];
    };
    const message = async (change: object) =>
      ((await refusal(await pack(change))) as Error).message;
    expect(await message({ licence: undefined })).toMatch(/model.json is wrong at licence/);
    expect(await message({ model: '../unet.onnx' })).toMatch(/wrong at model/);
    expect(await message({ model: 'other.onnx' })).toMatch(/names "other.onnx", which is not in/);
    expect(await message({ adapter: 'synctalk-2d' })).toMatch(/"picture" \[1, 6, 96, 96\]; expected/); // prettier-ignore
    expect(await message({ audioEncoder: { kind: 'ave', file: 'unet.onnx' } })).toMatch(
      /hears mel/,
    );
    expect(await refusal([new File(['{'], 'model.json')])).toMatchObject({ code: 'bad-model' });
    expect(await refusal([])).toMatchObject({ code: 'bad-model' });
  });

  it('refuses what is too large by its size alone', async () => {
    const huge = new File(['x'], 'huge.onnx');
    Object.defineProperty(huge, 'size', { value: 1_500_000_000 });
    expect(await refusal([huge])).toMatchObject({
      code: 'bad-model',
      message: 'The files have 1500 MB unpacked; 1000 MB are allowed.',
    });
  });
});
