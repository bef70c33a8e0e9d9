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
  moonshineEncoder: {
    package: '@moonshine-ai/moonshine-js@0.1.29',
    path: 'dist/model/tiny/quantized/encoder_model.onnx',
    sha256: 'c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a',
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
