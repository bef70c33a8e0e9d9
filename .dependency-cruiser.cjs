/** The arrows of the house: app → pipeline → platform + protocol + core; workers → engines → core. */
const forbid = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to });
module.exports = {
  forbidden: [
    forbid('no-circular', '', { circular: true }),
    forbid('core-stands-alone', '^src/core/(?!.*\\.test\\.ts$)', { pathNot: '^src/core/' }),
    forbid('protocol-knows-core-only', '^src/workers/protocol/(?!.*\\.test\\.ts$)', {
      path: '^src/',
      pathNot: '^src/(core|workers/protocol)/',
    }),
    forbid('engines-know-core-and-protocol', '^src/engines/', {
      path: '^src/',
      pathNot: '^src/(core|engines|workers/protocol)/',
    }),
    forbid('workers-know-engines', '^src/workers/[^/]+\\.worker\\.ts$', {
      path: '^src/',
      pathNot: '^src/(core|engines|workers)/',
    }),
    forbid('platform-knows-core-and-protocol', '^src/platform/(?!.*\\.test\\.ts$)', {
      path: '^src/',
      pathNot: '^src/(core|platform|workers/protocol)/',
    }),
    forbid('pipeline-below-app', '^src/pipeline/', {
      path: '^src/',
      pathNot: '^src/(core|platform|pipeline|workers/protocol)/',
    }),
    forbid('app-never-an-engine', '^src/app/', {
      path: '^src/(engines|workers/[^/]+\\.worker\\.ts)',
    }),
    forbid('runtimes-only-in-engines', '^src/(?!engines/|workers/)(?!.*\\.test\\.ts$)', {
      path: 'node_modules/(onnxruntime-web|@mediapipe|@ffmpeg|mediabunny|@mediabunny)/',
    }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
