import { afterEach, describe, expect, it, vi } from 'vitest';
import { ClipLibrary } from '../../../src/engines/render/clip-library';
import { LipsyncPool } from '../../../src/engines/render/lipsync-pool';
import { LipsyncPort } from '../../../src/engines/render/lipsync-port';
import { PreviewCamera } from '../../../src/engines/render/preview';
import { renderSegment, type RenderServices } from '../../../src/engines/render/render-segment';
import type { LipsyncRequest } from '../../../src/workers/protocol/lipsync';
import type { MuxRequest, SegmentRequest } from '../../../src/workers/protocol/media';
import { startMediaWorker } from './media-worker';
import { numberedClip, sound, tone, wav } from './synthetic';

const NativeVideoFrame = globalThis.VideoFrame;
// eslint-disable-next-line @typescript-eslint/unbound-method
const cloneFrame = NativeVideoFrame.prototype.clone;

afterEach(() => {
  globalThis.VideoFrame = NativeVideoFrame;
  vi.restoreAllMocks();
});

/** All frames constructed from now on. A frame that is closed or transferred has no size any more. */
function recordFrames(): { open: () => number; all: VideoFrame[] } {
  const all: VideoFrame[] = [];
  globalThis.VideoFrame = new Proxy(NativeVideoFrame, {
    construct(target, parameters: ConstructorParameters<typeof VideoFrame>) {
      const frame = new target(...parameters);
      all.push(frame);
      return frame;
    },
  });
  // The lead-in's frames are clones.
  vi.spyOn(NativeVideoFrame.prototype, 'clone').mockImplementation(function (this: VideoFrame) {
    const frame = cloneFrame.call(this);
    all.push(frame);
    return frame;
  });
  return { all, open: () => all.filter((frame) => frame.codedWidth > 0).length };
}

function request(end: number, overrides: Partial<SegmentRequest> = {}): SegmentRequest {
  const event = { clip: 'a', kind: 'speech', lipsync: true } as const;
  return {
    first: 0,
    end,
    events: [
      { ...event, recordIn: 0, recordOut: 20, sourceIn: 0, sourceOut: 20 },
      { ...event, recordIn: 20, recordOut: end, sourceIn: end + 10, sourceOut: 30, blend: 4 },
    ],
    weights: new Float32Array(end).fill(1),
    curves: new Float32Array(7 * end),
    curvesFirst: 0,
    encoder: 'webcodecs',
    badge: true,
    blendedCuts: [20],
    ...overrides,
  };
}

/** A lip-sync thread that gives every frame back; on `failAt` it fails instead. */
function echo(failAt = Infinity): LipsyncPool {
  const { port1, port2 } = new MessageChannel();
  let served = 0;
  port1.onmessage = ({ data: { id, items } }: MessageEvent<LipsyncRequest>) => {
    served += 1;
    if (served === failAt) {
      for (const { frame } of items) frame.close();
      port1.postMessage({ id, error: { kind: 'other', message: 'failed on purpose' } });
      return;
    }
    const outputs = items.map(({ frame }) => ({ frame, lipsynced: true }));
    port1.postMessage(
      { id, outputs },
      outputs.map(({ frame }) => frame),
    );
  };
  return new LipsyncPool([new LipsyncPort(port2)]);
}

describe('frames', () => {
  async function render(
    use: Partial<RenderServices>,
    overrides: Partial<SegmentRequest> = {},
  ): Promise<{ open: number; made: number; failure: string | null }> {
    const clips = new ClipLibrary();
    await clips.register([{ name: 'a', blob: await numberedClip({ frames: 80 }) }]);
    const frames = recordFrames();
    const services: RenderServices = {
      clips,
      lipsync: echo(),
      preview: new PreviewCamera(),
      onFrame: ({ preview }) => preview?.close(),
      ...use,
    };
    const failure = await renderSegment(request(50, overrides), services).then(
      () => null,
      (error: Error) => error.message || error.name,
    );
    // Replies that are still under way are closed as they come.
    await new Promise((resolve) => setTimeout(resolve, 300));
    await clips.close();
    return { open: frames.open(), made: frames.all.length, failure };
  }

  it('are all closed when a segment is done', async () => {
    const { open, made, failure } = await render({});
    expect(failure).toBeNull();
    expect(made).toBeGreaterThan(100);
    expect(open).toBe(0);
  });

  it('are all closed when a segment is cancelled', async () => {
    const controller = new AbortController();
    const { open, failure } = await render({
      signal: controller.signal,
      onFrame({ frame, preview }) {
        preview?.close();
        if (frame === 21) controller.abort();
      },
    });
    expect(failure).toMatch(/cancel/i);
    expect(open).toBe(0);
  });

  it('are all closed when the lip-sync fails', async () => {
    const { open, failure } = await render({ lipsync: echo(4) });
    expect(failure).toBe('failed on purpose');
    expect(open).toBe(0);
  });

  it('are all closed when a clip is missing', async () => {
    const events = request(50).events.map((event, i) =>
      i === 1 ? { ...event, clip: 'b' } : event,
    );
    const { open, failure } = await render({}, { events, blendedCuts: [] });
    expect(failure).toContain('"b"');
    expect(open).toBe(0);
  });
});

describe('temporary files', () => {
  async function temporaryFiles(): Promise<string[]> {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('mouthpiece-temporary', { create: true });
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    return names;
  }

  it('are gone when a result is discarded, when joining is cancelled, and when a tab has died', async () => {
    const { media, worker } = startMediaWorker();
    await media.discardTemporary();
    expect(await temporaryFiles()).toEqual([]);
    await media.registerClips([{ name: 'a', blob: await numberedClip({ frames: 80 }) }]);
    const segment = await media.renderSegment(request(50, { weights: new Float32Array(50) }));
    const audio = wav(sound(2, 16_000, 1, tone));
    const mux: MuxRequest = {
      segments: [segment],
      audio,
      totalFrames: 50,
      encoder: 'webcodecs',
    };

    const { video, temporaryFile } = await media.muxResult(mux);
    expect(await temporaryFiles()).toEqual([temporaryFile]);
    const size = (await new Response(video).arrayBuffer()).byteLength;
    expect(size).toBe(video.size);
    await media.discardTemporary(temporaryFile ?? '');
    expect(await temporaryFiles()).toEqual([]);

    const track = await media.encodeSound(audio);
    expect(track).toMatchObject({ samples: 32_000, sampleRate: 16_000 });
    expect(await temporaryFiles()).toEqual([track.temporaryFile]);
    const withSound = await media.muxResult({ ...mux, sound: track });
    expect(await temporaryFiles()).toEqual([withSound.temporaryFile]);
    expect(withSound.video.size).toBe(size);
    await media.discardTemporary(withSound.temporaryFile ?? '');

    await expect(media.muxResult(mux, undefined, AbortSignal.abort())).rejects.toThrow();
    await expect(media.muxResult({ ...mux, totalFrames: 51 })).rejects.toThrow(/50 frames/);
    expect(await temporaryFiles()).toEqual([]);

    await media.muxResult(mux);
    const { media: stranger, end } = startMediaWorker();
    await stranger.discardTemporary();
    expect(await temporaryFiles()).toHaveLength(1);
    worker.terminate();
    const [left = ''] = await temporaryFiles();
    await stranger.discardTemporary(undefined, [left]);
    expect(await temporaryFiles()).toEqual([left]);
    await expect
      .poll(async () => {
        await stranger.discardTemporary();
        return temporaryFiles();
      })
      .toEqual([]);
    end();
  });
});
