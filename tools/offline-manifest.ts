/** Vite plugin: lists the files of the build for offline use in dist/offline-assets.json. */
import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'vite';
import {
  OFFLINE_MANIFEST_FILE,
  type OfflineAsset,
  type OfflineGroup,
  type OfflineManifest,
} from '../src/platform/offline-assets.ts';

/** The entries of public/models/manifest.json that matter here. */
interface ModelEntry {
  file: string;
  requiredFor: string[];
}

/** Files the service worker precaches; keep in step with `injectManifest` in vite.config.ts. */
export const SHELL_GLOBS = ['**/*.{html,js,mjs,css,svg,png,json,webmanifest,woff2}'];
/** Large loaders of engines that the main job does not need; the avatars' pictures, which come with their clips. */
export const SHELL_IGNORES = ['**/ffmpeg-core*', '**/vision_wasm*', 'core_clips/**/*.png'];
/** The picture of an avatar: shown of each before one is chosen. */
const POSTER = 'poster.jpg';
const SHELL_FILE = /\.(html|js|mjs|css|svg|png|json|webmanifest|woff2)$/;

/** When the main job needs a model: always, or where there is a GPU. */
const MODEL_GROUPS = ['main-job', 'webgpu'] as const;
type ModelGroup = (typeof MODEL_GROUPS)[number];

/** What the main job needs of the files that come in several: model files by name, and one avatar's clips. */
export interface MainJob {
  models: ReadonlyMap<string, ModelGroup>;
  avatar: string;
}

/** The group of a file by its path relative to dist; null for what is no part of the running app. */
export function offlineGroup(file: string, mainJob: MainJob): OfflineGroup | null {
  const name = path.posix.basename(file);
  if (name === 'service-worker.js' || name === OFFLINE_MANIFEST_FILE || name.endsWith('.map')) {
    return null;
  }
  if (name.startsWith('ffmpeg-core')) return 'ffmpeg';
  if (name.startsWith('ort-wasm-simd-threaded.asyncify') && name.endsWith('.wasm')) return 'webgpu';
  if (name.startsWith('vision_wasm') || name.startsWith('soundswallower')) return 'optional';
  if (name === POSTER) return 'main-job';
  if (file.startsWith('core_clips/') && !name.endsWith('.json')) {
    return file.startsWith(`core_clips/${mainJob.avatar}/`) ? 'main-job' : 'optional';
  }
  if (SHELL_FILE.test(name)) return 'shell';
  if (file.startsWith('models/')) return mainJob.models.get(name) ?? 'optional';
  return 'main-job';
}

async function requiredModels(dist: string): Promise<Map<string, ModelGroup>> {
  let text: string;
  try {
    text = await readFile(path.join(dist, 'models/manifest.json'), 'utf8');
  } catch {
    return new Map();
  }
  const manifest = JSON.parse(text) as { models: ModelEntry[] };
  const required = new Map<string, ModelGroup>();
  for (const { file, requiredFor } of manifest.models) {
    const group = MODEL_GROUPS.find((name) => requiredFor.includes(name));
    if (group) required.set(path.posix.basename(file), group);
  }
  return required;
}

/** The avatar that is chosen when the app opens: the list's first; empty without a list. */
async function defaultAvatar(dist: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path.join(dist, 'core_clips/index.json'), 'utf8');
  } catch {
    return '';
  }
  const { avatars } = JSON.parse(text) as { avatars: string[] };
  return avatars[0] ?? '';
}

export function offlineManifest(): Plugin {
  return {
    name: 'mouthpiece:offline-manifest',
    apply: 'build',
    // After all files are written and before the service worker lists its own in closeBundle.
    async writeBundle(options) {
      const dist = options.dir;
      if (dist === undefined) return;
      const mainJob = { models: await requiredModels(dist), avatar: await defaultAvatar(dist) };
      const assets: OfflineAsset[] = [];
      const entries = await readdir(dist, { recursive: true, withFileTypes: true });
      for (const entry of entries.filter((each) => each.isFile())) {
        const absolute = path.join(entry.parentPath, entry.name);
        const file = path.relative(dist, absolute).split(path.sep).join('/');
        const group = offlineGroup(file, mainJob);
        if (group === null) continue;
        const data = await readFile(absolute);
        const sha256 = createHash('sha256').update(data).digest('hex');
        assets.push({ path: file, bytes: data.byteLength, sha256, group });
      }
      assets.sort((a, b) => (a.path < b.path ? -1 : 1));
      const manifest: OfflineManifest = { assets };
      await writeFile(path.join(dist, OFFLINE_MANIFEST_FILE), JSON.stringify(manifest, null, 1));
    },
  };
}
