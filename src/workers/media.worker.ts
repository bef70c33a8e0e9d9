import { expose, transfer } from 'comlink';
import { openAudioSource } from '../engines/decode/open-audio';
import { openFrames } from '../engines/decode/open-frames';
import { prepareVideo } from '../engines/decode/prepare-video';
import { lengthToConvert, sampleVideo } from '../engines/decode/sample-video';
import { isPicture, openPicture } from '../engines/decode/still';
import { Pcm16kReader } from '../engines/decode/pcm16k';
import type { AudioSource } from '../engines/decode/audio-source';
import { segmentEncoder, supportedEncoders } from '../engines/encode/encoders';
import { browserEncodes } from '../engines/encode/webcodecs-encoder';
import { encodeSound, makeResult } from '../engines/encode/make-result';
import { probeResult, verifyResult } from '../engines/encode/probe';
import { ClipLibrary } from '../engines/render/clip-library';
import { cutClips } from '../engines/render/cut-clips';
import { cutPictures } from '../engines/render/cut-pictures';
import { frameThumbnails } from '../engines/render/frame-thumbnails';
import { LipsyncPool } from '../engines/render/lipsync-pool';
import { LipsyncPort } from '../engines/render/lipsync-port';
import { PreviewCamera } from '../engines/render/preview';
import { renderSegment } from '../engines/render/render-segment';
import { pictureOf } from '../engines/render/still-picture';
import { discardAbandonedFiles, discardTemporaryFile } from '../engines/storage/temporary-file';
import { sendFrames } from './frame-sender';
import { registerTransferHandlers } from './protocol/abort';
import { AppError, toAppError } from './protocol/errors';
import type { MediaWorkerApi } from './protocol/media';

let audio: { source: AudioSource; reader: Pcm16kReader } | null = null;
const clips = new ClipLibrary();
const preview = new PreviewCamera();
let lipsync: LipsyncPool | null = null;

function openedAudio(): { source: AudioSource; reader: Pcm16kReader } {
  if (audio) return audio;
  throw new AppError('internal', 'Audio was asked for before a file was opened.', {
    hint: 'Reload the page.',
  });
}

/** Errors of third parties get the stage they happened in. */
async function inStage<T>(stage: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toAppError(error, stage);
  }
}

const api: MediaWorkerApi = {
  supportedEncoders,

  encodesInHardware: () => browserEncodes('prefer-hardware'),

  checkEncoder: (name) =>
    inStage('options', () => segmentEncoder(name).checkFiles?.() ?? Promise.resolve()),

  openAudio: (media, signal, most) =>
    inStage('audio', async () => {
      await api.closeAudio();
      const source = await openAudioSource(media, { signal, most });
      audio = { source, reader: new Pcm16kReader(source) };
      const { sampleRate, channels, codec, decoder, estimatedDuration } = source;
      return { sampleRate, channels, codec, decoder, estimatedDuration };
    }),

  readPcm16k: (signal) =>
    inStage('audio', async () => {
      const block = await openedAudio().reader.next(signal);
      return block && transfer(block, [block.buffer]);
    }),

  audioSummary: () =>
    inStage('audio', () => {
      const { reader } = openedAudio();
      const peaks = reader.peaks();
      return Promise.resolve(transfer({ ...reader.length(), peaks }, [peaks.buffer]));
    }),

  async closeAudio() {
    const open = audio;
    audio = null;
    await open?.source.close();
  },

  probeVideo: (media) =>
    inStage('video', async () => {
      const reader = await openFrames(media);
      await reader.close();
      return reader.info;
    }),

  prepareVideo: (media, options, onSeconds, signal) =>
    inStage('video', () =>
      prepareVideo(media, options, {
        ...(onSeconds && { onSeconds }),
        ...(signal && { signal }),
      }),
    ),

  lengthToConvert: (media, signal) => inStage('video', () => lengthToConvert(media, signal)),

  sampleVideo: (media, seconds, onPicture, signal) =>
    inStage('video', () => sampleVideo(media, seconds, { onPicture, signal })),

  streamFrames: (media, streams, options = {}) =>
    inStage('video', async () => {
      const open = (await isPicture(media))
        ? () => openPicture(media, options.maxSide)
        : () => openFrames(media, options);
      await Promise.all(streams.map(async (stream) => sendFrames(await open(), stream)));
    }),

  cutClips: (request, onFrame = () => undefined, signal) =>
    inStage('clips', () => cutClips(request, { onFrame, signal })),

  frameThumbnails: (media, options, onFrame = () => undefined, signal) =>
    inStage('clips', async () => {
      const thumbnails = await frameThumbnails(media, options, { onFrame, signal });
      return transfer(thumbnails, [thumbnails.pixels.buffer]);
    }),

  pictureOf: (media, frame, longest) => inStage('clips', () => pictureOf(media, frame, longest)),

  registerClips: (sources) => inStage('clips', () => clips.register(sources)),

  cutPictures: (wishes, signal) => inStage('clips', () => cutPictures(clips, wishes, signal)),

  connectLipsync(ports) {
    lipsync?.close();
    lipsync = new LipsyncPool(ports.map((port) => new LipsyncPort(port)));
    return Promise.resolve();
  },

  renderSegment: (request, onFrame, signal) =>
    inStage('render', () =>
      renderSegment(request, {
        clips,
        lipsync,
        preview,
        onFrame: (progress) =>
          onFrame?.(transfer(progress, progress.preview ? [progress.preview] : [])),
        signal,
      }),
    ),

  encodeSound: (sound, signal) => inStage('mux', () => encodeSound(sound, { signal })),

  muxResult: (request, onProgress, signal) =>
    inStage('mux', () => makeResult(request, { onProgress, signal })),

  probeResult: (video) => inStage('verify', () => probeResult(video)),

  verifyResult: (video, expected) => inStage('verify', () => verifyResult(video, expected)),

  discardTemporary: (name, except) =>
    inStage('storage', () =>
      name === undefined ? discardAbandonedFiles(except) : discardTemporaryFile(name),
    ),
};

registerTransferHandlers();
expose(api);
