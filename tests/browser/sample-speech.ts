/** The shipped sample as numbers. */

/** What is said in it. */
export const SAMPLE_WORDS =
  'Hello, and a warm welcome to Mouthpiece! Bring me a voice, and I will move my lips to every word you say. ' +
  'Pop music, a poem, or a bedtime map of Bombay: maybe we both have something to talk about.';

/** Header of its canonical WAV file, bytes. */
const WAV_HEADER = 44;

/** Mono at 16 kHz, −1…1. */
export async function samplePcm(): Promise<Float32Array> {
  const file = await (await fetch('/samples/sample.wav')).arrayBuffer();
  return Float32Array.from(new Int16Array(file, WAV_HEADER), (sample) => sample / 32768);
}
