import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Mode } from '../../pipeline/types';
import type { Studio } from '../state/studio.svelte';
import { takeDrop } from './take-drop';

/** What a drop meets: the stage, or something else of the page. */
class FakeElement {
  constructor(readonly onStage: boolean) {}
  closest = (selector: string) => (selector === '.stage' && this.onStage ? this : null);
}
vi.stubGlobal('Element', FakeElement);
afterEach(() => vi.clearAllMocks());

const took = { source: vi.fn(), speech: vi.fn(() => Promise.resolve(true)), face: vi.fn() };

function studioWith(mode: Mode, source: File | null = null): Studio {
  const parts = {
    settings: { mode },
    source: { file: source, choose: took.source },
    voice: { choose: took.speech },
    addFace: { bring: took.face },
    job: { running: false, busy: false },
    notices: { dismissError: vi.fn(), clearStatus: vi.fn(), report: vi.fn() },
    results: { hide: vi.fn() },
    panel: { show: vi.fn() },
    log: { info: vi.fn() },
  };
  return parts as unknown as Studio;
}

/** Drops files, the first of them in a folder if told so; says what took them. */
async function drop(studio: Studio, files: File[], { onStage = false, folder = false } = {}) {
  const entry = (file: File) => ({
    isFile: true,
    isDirectory: false,
    file: (resolve: (file: File) => void) => resolve(file),
  });
  const batches = [files.map(entry), []];
  const directory = {
    isFile: false,
    isDirectory: true,
    createReader: () => ({ readEntries: (resolve: (some: unknown) => void) => resolve(batches.shift()) }), // prettier-ignore
  };
  const items = (folder ? [directory] : files.map(entry)).map((each) => ({
    webkitGetAsEntry: () => each,
  }));
  const dataTransfer = { items, files };
  const event = { dataTransfer, target: new FakeElement(onStage) } as unknown as DragEvent;
  await takeDrop(studio, event);
  return Object.entries(took).flatMap(([name, { mock }]) => (mock.calls.length > 0 ? [name] : []));
}

const video = new File(['x'], 'eve.mp4', { type: 'video/mp4' });
const MODES: Mode[] = ['core-clips', 'training-data', 'custom-video'];

describe('a dropped video', () => {
  it.each(MODES)('is a face on the stage, in the mode %s', async (mode) => {
    const studio = studioWith(mode, video);
    expect(await drop(studio, [video], { onStage: true })).toEqual(['source']);
    expect(studio.settings.mode).toBe('custom-video');
  });

  it('is speech elsewhere, unless only a face is missing', async () => {
    for (const mode of MODES) {
      expect(await drop(studioWith(mode, video), [video])).toEqual(['speech']);
    }
    vi.clearAllMocks();
    expect(await drop(studioWith('custom-video'), [video])).toEqual(['source']);
  });
});

it('takes sound for speech and a picture for a face, wherever they fall', async () => {
  const sound = new File(['x'], 'hello.wav', { type: 'audio/wav' });
  expect(await drop(studioWith('custom-video'), [sound], { onStage: true })).toEqual(['speech']);
  vi.clearAllMocks();
  const picture = new File(['x'], 'eve.png', { type: 'image/png' });
  expect(await drop(studioWith('core-clips'), [picture])).toEqual(['source']);
});

it('takes a zip, a folder and several files for clips of a face', async () => {
  const zip = new File(['x'], 'eve.zip');
  for (const [files, folder] of [
    [[zip], false],
    [[video], true],
    [[video, zip], false],
  ] as const) {
    vi.clearAllMocks();
    const taken = await drop(studioWith('core-clips'), [...files], { onStage: true, folder });
    expect(taken).toEqual(['face']);
    expect(took.face).toHaveBeenCalledWith(files);
  }
});
