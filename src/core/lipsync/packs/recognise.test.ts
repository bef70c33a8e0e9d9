import { describe, expect, it } from 'vitest';
import { recogniseEncoder, recogniseModel, type ModelShape, type TensorShape } from './recognise';

const tensor = (name: string, shape: TensorShape['shape'], type = 'float32'): TensorShape => ({
  name,
  type,
  shape,
});

const model = (
  picture: TensorShape['shape'],
  sound: TensorShape['shape'],
  output: TensorShape['shape'],
): ModelShape => ({
  inputs: [tensor('input', picture), tensor('audio', sound)],
  outputs: [tensor('output', output)],
});

describe('recogniseModel', () => {
  it.each([
    ['synctalk-2d', 160, [32, 16, 16], 'ave', 16],
    ['synctalk-2d', 320, [32, 16, 16], 'ave', 16],
    ['synctalk-2d', 320, [32, 32, 32], 'hubert', 16],
    ['synctalk-2d', 160, [16, 32, 32], 'hubert', 8],
    ['synctalk-2d', 160, [256, 16, 32], 'wenet', 16],
    ['synctalk-2d', 160, [128, 16, 32], 'wenet', 8],
    ['wav2lip', 96, [1, 80, 16], 'mel', 16],
  ] as const)('knows %s of %i px by its shapes alone', (adapter, size, sound, kind, window) => {
    const found = recogniseModel(model([1, 6, size, size], [1, ...sound], ['n', 3, size, size]));
    expect(found).toMatchObject({ adapter, size, picture: 'input', sound: 'audio' });
    expect(found.layout).toMatchObject({ kind, window });
    expect(found.soundShape).toEqual([1, ...sound]);
  });

  it('knows our own network, and inputs in any order with free batches', () => {
    const ours = {
      inputs: [tensor('curves', [1, 9, 7]), tensor('crop', ['batch', 3, 224, 224])],
      outputs: [tensor('mouth', [1, 3, 224, 224])],
    };
    expect(recogniseModel(ours)).toMatchObject({ adapter: 'mouthpiece', layout: null });
    const renamed = { ...ours, outputs: [tensor('face', [1, 3, 224, 224])] };
    expect(() => recogniseModel(renamed)).toThrow('are crop, curves, face; expected crop, curves, mouth'); // prettier-ignore
  });

  it('names the tensor, its shape and the expected one', () => {
    expect(() => recogniseModel(model([1, 6, 256, 256], [1, 1, 80, 16], [1, 3, 256, 256]))).toThrow(
      /"input" \[1, 6, 256, 256\].*expected one of .*\[1, 6, 160, 160\] \(synctalk-2d\)/,
    );
    expect(() => recogniseModel(model([1, 6, 160, 160], [1, 32, 8, 8], [1, 3, 160, 160]))).toThrow(
      /"audio" \[1, 32, 8, 8\]; expected \[1, 32, 16, 16\] or/,
    );
    expect(() => recogniseModel(model([1, 6, 160, 160], [1, 32, 16, 16], [1, 3, 80, 80]))).toThrow(
      /output of the synctalk-2d model is "output" \[1, 3, 80, 80\]; expected \[1, 3, 160/,
    );
  });

  it('refuses what the named adapter does not take, other types, batches and extra inputs', () => {
    const lips = model([1, 6, 96, 96], [1, 1, 80, 16], [1, 3, 96, 96]);
    expect(() => recogniseModel(lips, 'synctalk-2d')).toThrow(
      '"input" [1, 6, 96, 96], "audio" [1, 1, 80, 16]; expected',
    );
    expect(() =>
      recogniseModel({
        ...lips,
        inputs: [tensor('i', [1, 6, 96, 96], 'float16'), ...lips.inputs.slice(1)],
      }),
    ).toThrow('holds float16; expected float32');
    expect(() => recogniseModel(model([4, 6, 96, 96], [1, 1, 80, 16], [1, 3, 96, 96]))).toThrow(
      '"input" [4, 6, 96, 96]',
    );
    expect(() =>
      recogniseModel({ ...lips, inputs: [...lips.inputs, tensor('id', [1, 4])] }),
    ).toThrow('"id" [1, 4] is one too many');
  });
});

describe('recogniseEncoder', () => {
  it('knows each kind and refuses the others by their shapes', () => {
    const ave = { inputs: [tensor('mel', ['n', 1, 80, 16])], outputs: [tensor('out', ['n', 512])] };
    const hubert = {
      inputs: [tensor('pcm', [1, 'samples'])],
      outputs: [tensor('features', [1, 'steps', 1024])],
    };
    expect(recogniseEncoder('ave', ave)).toEqual({ input: 'mel', output: 'out' });
    expect(recogniseEncoder('hubert', hubert)).toEqual({ input: 'pcm', output: 'features' });
    expect(() => recogniseEncoder('hubert', ave)).toThrow(
      'The input of the hubert audio encoder is "mel" [n, 1, 80, 16]; expected [1, n].',
    );
    expect(() =>
      recogniseEncoder('hubert', { ...hubert, outputs: [tensor('f', [1, 'steps', 768])] }),
    ).toThrow('"f" [1, steps, 768]; expected [1, n, 1024]');
  });
});
