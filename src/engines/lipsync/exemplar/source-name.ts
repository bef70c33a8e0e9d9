import type { LipsyncSource } from '../../../workers/protocol/lipsync';

/**
 * A name for all that a session learns from a job's clips: their pictures by the name of their content, their tracks number
 * by number.
 * @returns null where the content of a clip has no name.
 */
export async function sourceName({ clips, ...size }: LipsyncSource): Promise<string | null> {
  if (clips.some(({ content }) => content === undefined)) return null;
  const told = await Promise.all(
    clips.map(async ({ track: { frames, cuts, covered }, ...clip }) => {
      return { ...clip, cuts, covered, faces: await digest(frames) };
    }),
  );
  return JSON.stringify({ size, told });
}

/** SHA-256 over the landmarks of all frames; frames without a face count as zeros. */
async function digest(frames: LipsyncSource['clips'][number]['track']['frames']): Promise<string> {
  const length = Math.max(0, ...frames.map((face) => face?.landmarks.length ?? 0));
  const all = new Float32Array(frames.length * length);
  frames.forEach((face, i) => face && all.set(face.landmarks, i * length));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', all));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
