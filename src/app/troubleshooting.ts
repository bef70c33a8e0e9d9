/** What helps when something fails, beyond the hint that every error carries. */
import { MODEL_PACK_STAGE, type AppError, type ErrorCode } from '../workers/protocol/errors';

export interface Topic {
  title: string;
  tips: readonly string[];
}

const NO_FACE: Topic = {
  title: 'No face is found',
  tips: [
    'Let the face look towards the camera, well lit, with nothing over the mouth.',
    'The picture needs at least 256 × 256 pixels, the face about 100 of them.',
    'Choose another part of the video, one in which the face stays in the picture.',
    'Drawings and animals are often not recognised.',
  ],
};

const OUT_OF_MEMORY: Topic = {
  title: 'Out of memory',
  tips: [
    'Choose the quality “Low memory”.',
    'Close other tabs and programs.',
    'Use shorter speech, or a shorter or smaller video.',
  ],
};

const NOT_IN_SYNC: Topic = {
  title: 'The lips do not match the speech',
  tips: [
    'Use clean speech without music or noise; lips follow what is heard clearly.',
    'Set the quality to “Best”, which recognises English words, or type in what is said: lips then shut exactly at p, b and m.',
    'Raise “Mouth openness” when the mouth moves too little.',
    'Compare with “Exemplar (no training)” under Advanced.',
    'Play the downloaded file on another player: some delay the sound.',
  ],
};

const WRONG_ENCODER: Topic = {
  title: 'Wrong audio encoder',
  tips: [
    'A model works only with the features it was trained on: ave, hubert or wenet.',
    'Leave the audio encoder on “Automatic”: the model pack says which one it needs.',
    'Such a model brings its encoder along, as a second .onnx file; import it again with that file.',
  ],
};

const CHOPPY: Topic = {
  title: 'Choppy transitions',
  tips: [
    'Raise “Minimum silence”, so that short pauses do not change the clip.',
    'Check “VAD threshold” by the timeline: speech should be marked where somebody speaks, and only there.',
    'The details of a face of your own tell how well each clip loops, and let you choose how.',
    'Choose the quality “Balanced” or “Best”: they soften the cuts.',
  ],
};

const UNREADABLE: Topic = {
  title: 'A file cannot be read',
  tips: [
    'Play it in another program: what is damaged there is damaged here, too.',
    'Export it anew: video as MP4 (H.264), a picture as PNG or JPEG, speech as WAV or MP3.',
    'Copy-protected files, and playlists of streams, cannot be read.',
    'A file in a cloud folder must be on this device as a whole.',
  ],
};

const CLIPS: Topic = {
  title: 'Clips of a face are refused',
  tips: [
    'Name talking clips like “02,08s talk.mp4” and silent ones like “silence.mp4”: other names are left out.',
    'Give all clips one shape, such as 1920 × 1080; none of them may be cut off.',
    'Bring one person at a time: a folder, its zip, or the clips themselves.',
    'One plain video of a person who talks and pauses will do as well: clips are cut out of it.',
  ],
};

export const TOPICS: readonly Topic[] = [
  NO_FACE,
  UNREADABLE,
  CLIPS,
  OUT_OF_MEMORY,
  NOT_IN_SYNC,
  CHOPPY,
  WRONG_ENCODER,
];

const STORAGE_FULL: Topic = {
  title: 'The storage is full',
  tips: ['Clear finished videos or caches under “Storage”.', 'Free space on the disk.'],
};

const BY_CODE: Partial<Record<ErrorCode, Topic>> = {
  'no-face': NO_FACE,
  'unsupported-media': UNREADABLE,
  'corrupt-media': UNREADABLE,
  'no-clips': CLIPS,
  'bad-clip': CLIPS,
  'out-of-memory': OUT_OF_MEMORY,
  'storage-full': STORAGE_FULL,
};

type Failure = Pick<AppError, 'code' | 'stage' | 'message'>;

/** What else helps with an error; an empty list where nothing is known. */
export function tipsFor(error: Failure): readonly string[] {
  const topic = isOfEncoder(error) ? WRONG_ENCODER : BY_CODE[error.code];
  return topic?.tips ?? [];
}

/** Models of the app's own have no audio encoder to choose. Errors of code bad-option name the option. */
const isOfEncoder = ({ code, stage, message }: Failure): boolean =>
  stage === MODEL_PACK_STAGE || (code === 'bad-option' && message.includes('"audioEncoder"'));

export const SYNC_TIPS = NOT_IN_SYNC.tips;
