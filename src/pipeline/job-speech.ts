import { analyseAudio, curvesOf, followSpeech } from './analyse-audio';
import type { AnalysisRequest, HeardAudio } from './audio-analysis';
import { readCurves, type CurveStream } from './curve-stream';
import { guideByWords } from './guide-by-words';
import type { GenerateOptions } from './options';
import { QUALITY } from './quality';
import type { Warning } from './types';

/** What a job knows of its speech. */
export interface JobSpeech {
  heard: HeardAudio;
  curves: CurveStream;
}

/** The curves come as they are read, unless all are needed at once: for given words, or to free the threads first. */
export async function speechOf(
  { audio, transcript, quality }: GenerateOptions,
  warnings: Warning[],
  request: Omit<AnalysisRequest, 'curves'>,
): Promise<JobSpeech> {
  const { followsWords, keepsSpeechThreads } = QUALITY[quality];
  const guided = transcript !== undefined && followsWords;
  if (transcript !== undefined && !followsWords) {
    const message = `The quality "${quality}" takes no notice of the given text; "best" does.`;
    warnings.push({ code: 'transcript-unused', message });
  }
  if (!guided && keepsSpeechThreads) return followSpeech(audio, request);
  const heard = await analyseAudio(audio, { ...request, curves: true });
  const spoken = curvesOf(heard);
  if (!guided) return { heard, curves: readCurves(spoken) };
  const known = { curves: spoken, duration: heard.duration };
  const timed = await guideByWords(audio, known, transcript, request.signal);
  warnings.push(...timed.warnings);
  return { heard, curves: readCurves(timed.curves) };
}
