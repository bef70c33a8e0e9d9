import { RECOGNISED_LANGUAGE } from '../core/speech/transcript';
import { analyseAudio, curvesOf, followSpeech } from './analyse-audio';
import type { AnalysisRequest, HeardAudio } from './audio-analysis';
import { readCurves, type CurveStream } from './curve-stream';
import { guideByWords } from './guide-by-words';
import type { GenerateOptions } from './options';
import { timelineOf } from './plan-video';
import { QUALITY } from './quality';
import type { StageWatch } from './stage-watch';
import type { SpeechTimeline, Warning } from './types';

/** What a job knows of its speech. */
export interface JobSpeech {
  heard: HeardAudio;
  curves: CurveStream;
}

/**
 * The curves come as they are read, unless all are needed at once: for the words, or to free the threads first.
 * @param mouthFollows whether mouths follow mouth curves: else words would be looked for in vain.
 */
export async function speechOf(
  { audio, transcript, quality, speech }: GenerateOptions,
  mouthFollows: boolean,
  warnings: Warning[],
  watch: StageWatch,
  signal?: AbortSignal,
): Promise<JobSpeech> {
  const { followsWords, keepsSpeechThreads, speechEncoders, curveThreads } = QUALITY[quality];
  const isFollowed = followsWords && mouthFollows;
  if (transcript && !isFollowed) {
    const message = mouthFollows
      ? `The quality "${quality}" takes no notice of the words; "best" does.`
      : 'The chosen model hears the speech by itself and takes no notice of the words.';
    warnings.push({ code: 'transcript-unused', message });
  }
  const { vadEngine } = speech;
  const listen = <T>(work: (request: Omit<AnalysisRequest, 'curves'>) => Promise<T>): Promise<T> =>
    watch.stage('speech', 'seconds', (onProgress) =>
      work({ vadEngine, curveThreads, signal, onProgress }),
    );
  const words = isFollowed ? wordsToFollow(transcript) : null;
  if (words === null && keepsSpeechThreads) {
    return listen((request) => followSpeech(audio, speechEncoders, request));
  }
  const heard = await listen((request) =>
    analyseAudio(audio, { ...request, curves: speechEncoders }),
  );
  const spoken = curvesOf(heard);
  // What nobody asked for is not fetched for a recording without speech.
  const isVain = () => transcript === undefined && !hasSpeech(timelineOf(heard, speech));
  if (words === null || isVain()) return { heard, curves: readCurves(spoken) };
  const known = { ...heard, curves: spoken };
  const timed = await guideByWords(audio, known, words, watch, signal);
  warnings.push(...timed.warnings);
  return { heard, curves: readCurves(timed.curves) };
}

const hasSpeech = ({ segments }: SpeechTimeline): boolean =>
  segments.some(({ kind }) => kind === 'speech');

/** Null: the mouth follows the sound alone. */
const wordsToFollow = (
  transcript: GenerateOptions['transcript'],
): NonNullable<GenerateOptions['transcript']> | null =>
  transcript === undefined ? { language: RECOGNISED_LANGUAGE } : transcript;
