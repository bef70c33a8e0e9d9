/** Files taken out of npm packages. The sha256 decides, whatever registry served the package. */
export interface PackageFile {
  /** name@version, exact. */
  package: string;
  path: string;
  sha256: string;
}

export const SOURCES = {
  sileroVad: {
    package: '@ricky0123/vad-web@0.0.31',
    path: 'dist/silero_vad_v6.onnx',
    sha256: '1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3',
  },
  moonshineTinyEncoder: {
    package: '@usefulsensors/moonshine-js@0.1.16',
    path: 'dist/model/tiny/quantized/encoder_model.onnx',
    sha256: 'c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a',
  },
  moonshineBaseEncoder: {
    package: '@usefulsensors/moonshine-js@0.1.16',
    path: 'dist/model/base/quantized/encoder_model.onnx',
    sha256: '1dd9ab0a7f987113d30affcba5a068d11c8f90fa0223caa3e491ade431ad9751',
  },
  moonshineBaseDecoder: {
    package: '@usefulsensors/moonshine-js@0.1.16',
    path: 'dist/model/base/quantized/decoder_model_merged.onnx',
    sha256: 'cc9f3cd6698a369c6008b41aa60aa3fb3322e7f03c9bdf19d8e6b7200afca4f3',
  },
  moonshineVocabulary: {
    package: 'llama-tokenizer-js@1.2.2',
    path: 'llama-tokenizer.js',
    sha256: '34a7b9f7579d40486444590c37cba6564ef40c3dd98ecdfc2f7c886ae72c898d',
  },
  faceMeshAssets: {
    package: '@mediapipe/face_mesh@0.4.1657299874',
    path: 'face_mesh_solution_packed_assets.data',
    sha256: 'dbe5905c582c0462cdaea17e7e6ecea92edaa8cccc515c5e2e7291f2cbb5fb99',
  },
  landmarkWeights: {
    package: '@svenflow/micro-facemesh@0.1.2',
    path: 'weights/face_landmarks_weights_f16.bin',
    sha256: '8201853818b3ff489ed1fc09a40721f831d5207906a163ec60e2bdfb46a9e718',
  },
  landmarkIndex: {
    package: '@svenflow/micro-facemesh@0.1.2',
    path: 'weights/face_landmarks_weights_f16.json',
    sha256: 'a917b469dd21a58e70d4fbfb7e314198d1b34030cf7518f7caa049bb5d4f7a9c',
  },
} as const satisfies Record<string, PackageFile>;

/** SoundSwallower's acoustic models: sha256 of each file by its name. */
const SPEECH_TIMES = {
  'en-us': {
    'README.txt': 'f609ba09badcefb42f058641ff127f9501f5e74515174a244f736add63857e16',
    'dict.txt': '7510dff1727728628c105358533b7057d65ca2b718b2fb32639e6e9b32ed8f9c',
    'feat_params.json': '807f8a444472b286fbd2e0abc07099476dc9238ab8c5e131ba7b5e5576d856f8',
    mdef: 'eedeed64d720779ad770e5af87188bdc5efae78215305cb4e50f5fa6f2e915cd',
    means: '87ae92bb410f4f37509bfe44066cccc7a26b95d97c8018f130b79b4b6a9fd773',
    'noisedict.txt': '7295b07df2c204c4f87c6782b6be1a3859d7006d4e3864181c955d6dab105a33',
    sendump: '3dff7bc0bcd197efba518eff420a9f4b9f179ded217eeffff98bf07fa087f2cc',
    transition_matrices: 'd45a88f8030aa61f24eae454ed7eb2678a507534e85977357a99cf89d003ac6b',
    variances: '4b211350959baf55d3d4250b1b747c608bd48a35d87b038aede6b48745b1a13c',
  },
  'fr-fr': {
    'README.txt': '86134893151540b773160c6863e498f364810a782b326b3ff1b7e412b312b274',
    'dict.txt': '40b31d1b22c4e93eb35a742dc5bf0cd4243c5966f3f306b600016a43ff55e5ec',
    'feat_params.json': '807f8a444472b286fbd2e0abc07099476dc9238ab8c5e131ba7b5e5576d856f8',
    mdef: 'ec926ff2c797781ee5cc607b3e2aa51efb9b7195719ce7edcec5afadd6cb803c',
    means: 'f107db4011c5f36c800997eed75caf82b634e82a9cc49836737a783fe7dd821d',
    'noisedict.txt': 'af281d8c53f0a24ace7193e014dcb876e4e517f96b34791d5cd3e71fc69fc83b',
    sendump: 'e94245d7ebecb6fd14b04b9c1b477a711b12b55671174140ad6f15e5c17eade1',
    transition_matrices: 'de78e57b5c89ff565d2c60054cd3fdc10d6bd1ac6b164935098a8ea415c0ea2d',
    variances: '8efdc1f448bdec960f0b9ea1a0142c1673e1860993c293b687db085c183bb97f',
  },
} as const;

export type AcousticModel = keyof typeof SPEECH_TIMES;

/** The files of an acoustic model; the first holds its licence. */
export const acousticModel = (name: AcousticModel): PackageFile[] =>
  Object.entries(SPEECH_TIMES[name]).map(([file, sha256]) => ({
    package: 'soundswallower@0.6.3',
    path: `model/${name}/${file}`,
    sha256,
  }));

/** Every file that a recipe may ask for. */
export const ALL_SOURCES: readonly PackageFile[] = [
  ...Object.values(SOURCES),
  ...acousticModel('en-us'),
  ...acousticModel('fr-fr'),
];
