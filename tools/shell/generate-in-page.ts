/** Calls window.mouthpiece.generate in a page with files of this machine, and brings the result out. */
import { open } from 'node:fs/promises';
import type { JSHandle, Page } from 'playwright-core';
import type { GenerateRequest, GenerateResult } from '../../src/pipeline/types.ts';
import type { Progress } from '../../src/workers/protocol/progress.ts';

/** Bytes that leave the page at once; base64 makes them a third longer. */
const CHUNK_BYTES = 3 * 512 * 1024;

/** A path of this machine, or bytes. */
export type FileSource = string | { name: string; mimeType: string; buffer: Buffer };

export interface FileRequest {
  audio: FileSource;
  /** Of custom-video. */
  video?: FileSource;
  /** Everything of a GenerateRequest that is plain data. */
  options: Omit<GenerateRequest, 'audio' | 'video'>;
}

/** A GenerateResult without what stays in the page; `bytes` is the video's size. */
export type ResultSummary = Omit<GenerateResult, 'video' | 'resultId' | 'speech' | 'edl'> & {
  bytes: number;
};

export interface Failure {
  /** An ErrorCode, or "AbortError" after a cancel. */
  code: string;
  message: string;
  hint: string;
  stage: string | null;
}

export type Outcome = { ok: true; summary: ResultSummary } | { ok: false; failure: Failure };

/** What this module keeps in the page between its calls. */
interface PageState {
  abort: AbortController;
  result: GenerateResult | null;
  report: (progress: Progress) => Promise<void>;
}

type StatefulWindow = Window & { mouthpieceTool?: PageState };

/** Drives one page; one job at a time. */
export class PageGenerator {
  readonly page: Page;
  #onProgress: (progress: Progress) => void = () => undefined;
  #exposed = false;

  constructor(page: Page) {
    this.page = page;
  }

  async generate(
    request: FileRequest,
    onProgress: (progress: Progress) => void = () => undefined,
  ): Promise<Outcome> {
    const { page } = this;
    this.#onProgress = onProgress;
    if (!this.#exposed) {
      await page.exposeFunction('mouthpieceToolReport', (progress: Progress) => {
        this.#onProgress(progress);
      });
      this.#exposed = true;
    }
    const audio = await fileInPage(page, request.audio);
    const video = request.video === undefined ? null : await fileInPage(page, request.video);
    return page.evaluate(
      async ([audioFile, videoFile, options]) => {
        const tool: PageState = {
          abort: new AbortController(),
          result: null,
          report: (
            window as unknown as { mouthpieceToolReport: (progress: Progress) => Promise<void> }
          ).mouthpieceToolReport,
        };
        (window as StatefulWindow).mouthpieceTool = tool;
        try {
          const result = await window.mouthpiece.generate(
            { ...options, audio: audioFile, ...(videoFile && { video: videoFile }) },
            { signal: tool.abort.signal, onProgress: (progress) => void tool.report(progress) },
          );
          tool.result = result;
          const { width, height, fps, frames, duration, stats, warnings } = result;
          const bytes = result.video.size;
          return {
            ok: true,
            summary: { width, height, fps, frames, duration, stats, warnings, bytes },
          } as const;
        } catch (error) {
          const { name, message, code, hint, stage } = error as Error & Partial<Failure>;
          const known = typeof code === 'string' ? code : name;
          return {
            ok: false,
            failure: { code: known, message, hint: hint ?? '', stage: stage ?? null },
          } as const;
        }
      },
      [audio, video, request.options] as const,
    );
  }

  /** Cancels the running job; its generate() resolves with an AbortError failure. */
  async cancel(): Promise<void> {
    await this.page.evaluate(() => (window as StatefulWindow).mouthpieceTool?.abort.abort());
  }

  /** Writes the last result to `path`, a chunk at a time. */
  async save(path: string): Promise<void> {
    const file = await open(path, 'w');
    try {
      for (let start = 0; ; start += CHUNK_BYTES) {
        const chunk = await this.page.evaluate(readChunk, [start, start + CHUNK_BYTES] as const);
        if (chunk === '') return;
        await file.write(Buffer.from(chunk, 'base64'));
      }
    } finally {
      await file.close();
    }
  }
}

/**
 * The file as a File of the page. A path goes in through a file input, so that the browser reads
 * it from disk as it needs it, however long it is.
 */
export async function fileInPage(page: Page, source: FileSource): Promise<JSHandle<File>> {
  const input = await page.evaluateHandle(() => {
    const element = document.createElement('input');
    element.type = 'file';
    element.hidden = true;
    return document.body.appendChild(element);
  });
  await input.setInputFiles(source);
  return input.evaluateHandle((element) => {
    element.remove();
    const file = element.files?.[0];
    if (file === undefined) throw new Error('The file did not reach the page.');
    return file;
  });
}

/** Base64 of one slice of the result; empty past its end. */
async function readChunk([start, end]: readonly [number, number]): Promise<string> {
  const video = (window as StatefulWindow).mouthpieceTool?.result?.video;
  const slice = video?.slice(start, end);
  if (slice === undefined || slice.size === 0) return '';
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const url = reader.result as string;
      resolve(url.slice(url.indexOf(',') + 1));
    };
    reader.onerror = () => {
      reject(reader.error ?? new Error('The result could not be read.'));
    };
    reader.readAsDataURL(slice);
  });
}
