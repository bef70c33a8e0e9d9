import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { officialLandmarker } from './tests/browser/commands.ts';
import { chromiumFlags, findChromium, SOFTWARE_WEBGL, SOFTWARE_WEBGPU } from './tools/chromium.ts';
import { SHELL_GLOBS, SHELL_IGNORES, offlineManifest } from './tools/offline-manifest.ts';
import packageJson from './package.json' with { type: 'json' };

/** SharedArrayBuffer (threads in WASM) needs a cross-origin isolated page. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Playwright's own browser when no installed one is found. */
function chromiumPath(): { executablePath?: string } {
  const executablePath = findChromium();
  return executablePath === undefined ? {} : { executablePath };
}

/** The browser of the tests, drawing in software. */
function chromium(...flags: string[]): ReturnType<typeof playwright> {
  const args = [...chromiumFlags(), ...SOFTWARE_WEBGL, ...flags];
  return playwright({ launchOptions: { ...chromiumPath(), args } });
}

/** Vitest leaves one core to itself, which on two cores is half of them. */
const MOST_WORKERS = Math.max(2, availableParallelism() - 1);

/** Algorithms and tools: a file leaves nothing behind that the next one in its process would see, and mocks nothing. */
const PURE_TESTS = ['src/core/**/*.test.ts', 'tools/**/*.test.ts', 'tests/unit/**/*.test.ts'];
const NO_TESTS = ['**/node_modules/**'];
const UNIT = {
  environment: 'node' as const,
  maxWorkers: MOST_WORKERS,
  // A property test of a second on a quiet machine may take ten on a busy one.
  testTimeout: 20_000,
};

const BROWSER_TESTS = 'tests/browser/**/*.test.ts';
/** All others count on there being no adapter. */
const WEBGPU_TESTS = 'tests/browser/**/*-webgpu.test.ts';

export default defineConfig(({ mode }) => {
  const testing = mode === 'test' || process.env.VITEST !== undefined;
  return {
    // Relative, so that the built folder works under any path of any static host.
    base: './',
    define: { __APP_VERSION__: JSON.stringify(packageJson.version) },
    plugins: [
      svelte(),
      offlineManifest(),
      VitePWA({
        disable: testing,
        strategies: 'injectManifest',
        srcDir: 'src/app',
        filename: 'service-worker.ts',
        injectRegister: false,
        registerType: 'prompt',
        // They are in the shell's globs already.
        includeManifestIcons: false,
        injectManifest: {
          globPatterns: SHELL_GLOBS,
          globIgnores: SHELL_IGNORES,
          maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
        },
        manifest: {
          name: 'Mouthpiece',
          short_name: 'Mouthpiece',
          description: packageJson.description,
          display: 'standalone',
          start_url: './',
          scope: './',
          theme_color: '#141117',
          background_color: '#141117',
          icons: [
            { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
            { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
            {
              src: 'icons/icon-maskable-512.png',
              sizes: '512x512',
              type: 'image/png',
              purpose: 'maskable',
            },
          ],
        },
      }),
    ],
    resolve: {
      // SoundSwallower imports it without need, and it fails in workers.
      alias: {
        'blob-polyfill': fileURLToPath(new URL('src/engines/alignment/blob.ts', import.meta.url)),
      },
      // One external wasm for onnxruntime-web instead of a copy inlined in each bundle.
      conditions: [
        'onnxruntime-web-use-extern-wasm',
        'module',
        'browser',
        'development|production',
      ],
    },
    worker: { format: 'es' as const },
    build: { target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 2000 },
    server: { headers: ISOLATION },
    preview: { headers: ISOLATION },
    optimizeDeps: {
      exclude: ['onnxruntime-web', '@ffmpeg/ffmpeg', '@ffmpeg/core', 'soundswallower'],
      // Found late, in a worker, they would be bundled twice: two registries of codecs, and a reload.
      // A reload would fall into whatever another test file is doing meanwhile.
      include: [
        'comlink',
        'fflate',
        'idb',
        'mediabunny',
        '@mediabunny/aac-encoder',
        '@mediapipe/tasks-vision',
        'n2words/en-US',
        'valibot',
      ],
    },
    test: {
      projects: [
        {
          extends: true as const,
          test: {
            ...UNIT,
            name: 'unit',
            include: ['src/**/*.test.ts'],
            exclude: [...NO_TESTS, ...PURE_TESTS],
          },
        },
        {
          extends: true as const,
          test: {
            ...UNIT,
            name: 'unit (pure)',
            // A process for each file takes longer to start than most files to run.
            isolate: false,
            include: PURE_TESTS,
            exclude: NO_TESTS,
          },
        },
        {
          extends: true as const,
          test: {
            name: 'browser',
            // By the instances: what stands here would be added to theirs.
            include: [],
            testTimeout: 120_000,
            maxWorkers: MOST_WORKERS,
            browser: {
              enabled: true,
              headless: true,
              screenshotFailures: false,
              commands: { officialLandmarker },
              provider: chromium(),
              instances: [
                {
                  browser: 'chromium' as const,
                  include: [BROWSER_TESTS],
                  exclude: [WEBGPU_TESTS],
                },
                {
                  browser: 'chromium' as const,
                  name: 'browser (WebGPU)',
                  provider: chromium(...SOFTWARE_WEBGPU),
                  include: [WEBGPU_TESTS],
                },
              ],
            },
          },
        },
      ],
    },
  };
});
