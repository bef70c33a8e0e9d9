/** Records speech from the microphone. */
import { AppError } from '../workers/protocol/errors';

export interface Recording {
  /** Loudness now, 0–1 (root mean square of the last samples, ×3 so that speech fills the meter). */
  level(): number;
  /** Ends the recording; the microphone is released. */
  stop(): Promise<File>;
}

/** What browsers record: Opus in WebM (Chromium, Firefox), AAC in MP4 (Safari). */
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];
const LEVEL_SAMPLES = 1024;
const LEVEL_GAIN = 3;

/** @throws AppError `no-audio` when there is no microphone or its use is not allowed. */
export async function startRecording(): Promise<Recording> {
  const stream = await openMicrophone();
  const type = TYPES.find((each) => MediaRecorder.isTypeSupported(each)) ?? '';
  const recorder = new MediaRecorder(stream, type === '' ? {} : { mimeType: type });
  const parts: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
  const ended = new Promise<void>((resolve, reject) => {
    recorder.addEventListener('stop', () => resolve(), { once: true });
    recorder.addEventListener('error', () => reject(microphoneError('it stopped', undefined)), {
      once: true,
    });
  });

  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: LEVEL_SAMPLES });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(LEVEL_SAMPLES);
  recorder.start();

  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, x) => sum + x * x, 0) / samples.length;
      return Math.min(1, LEVEL_GAIN * Math.sqrt(power));
    },
    async stop() {
      if (recorder.state !== 'inactive') recorder.stop();
      try {
        await ended;
      } finally {
        for (const track of stream.getTracks()) track.stop();
        await context.close();
      }
      const extension = recorder.mimeType.includes('mp4') ? 'm4a' : 'webm';
      return new File(parts, `recording.${extension}`, { type: recorder.mimeType });
    },
  };
}

async function openMicrophone(): Promise<MediaStream> {
  if (navigator.mediaDevices === undefined) {
    throw microphoneError('this page may not use it', undefined);
  }
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'NotFoundError') throw microphoneError('none was found', error);
    throw microphoneError('its use was not allowed', error);
  }
}

function microphoneError(why: string, cause: unknown): AppError {
  return new AppError('no-audio', `The microphone could not record: ${why}.`, {
    hint: 'Allow the microphone for this page in the browser, or choose an audio file.',
    stage: 'recording',
    cause,
  });
}
