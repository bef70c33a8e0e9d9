import type { AudioSource } from './audio-source';

/** The beginning of a sound: it ends after `most` seconds, and the rest is never decoded. */
export function firstSeconds(source: AudioSource, most: number): AudioSource {
  const { sampleRate, channels, codec, decoder, estimatedDuration } = source;
  return {
    sampleRate,
    channels,
    codec,
    decoder,
    estimatedDuration: estimatedDuration && Math.min(estimatedDuration, most),
    async *blocks() {
      let left = Math.round(most * sampleRate);
      for await (const planes of source.blocks()) {
        yield planes.map((plane) => plane.subarray(0, left));
        left -= planes[0]?.length ?? 0;
        if (left <= 0) return;
      }
    },
    close: () => source.close(),
  };
}
