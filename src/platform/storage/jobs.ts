import { AppError } from '../../workers/protocol/errors';
import type { JobInfo, JobRecord, SegmentInfo } from './schema';
import { guarded } from './storage-error';
import type { Vault } from './vault';

export interface StoredJob extends JobInfo {
  id: string;
  /** Milliseconds since 1970. */
  created: number;
  /** Finished pieces by rising first frame. */
  segments: SegmentInfo[];
  framesDone: number;
}

/** The journal of unfinished jobs: what was asked for, and the pieces of video made so far. */
export class JobJournal {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  /**
   * @param inputs the job's media by name, such as "audio".
   * @throws AppError `storage-full`; nothing is stored then.
   */
  create(info: JobInfo, inputs: Record<string, Blob>): Promise<StoredJob> {
    return this.#vault.commit(inputs, async (files) => {
      const record = { id: crypto.randomUUID(), created: Date.now(), files, info, segments: [] };
      await this.#vault.db.add('jobs', record);
      return summary(record);
    });
  }

  /**
   * Enters a finished piece; one of the same first frame is replaced.
   * @returns the piece as stored, read from there when needed.
   * @throws AppError `storage-full` (the pieces before stay), `internal` when the job was discarded meanwhile.
   */
  async addSegment(id: string, segment: SegmentInfo, video: Blob): Promise<Blob> {
    const name = segmentFile(segment.first);
    const { stored, replaced } = await this.#vault.commit({ video }, async (files) => {
      const transaction = this.#vault.db.transaction('jobs', 'readwrite');
      const job = await transaction.store.get(id);
      if (!job) throw goneJob();
      const before = job.files[name];
      job.files[name] = files.video;
      job.segments = job.segments
        .filter(({ first }) => first !== segment.first)
        .concat(segment)
        .sort((a, b) => a.first - b.first);
      await transaction.store.put(job);
      await transaction.done;
      return { stored: files.video, replaced: before };
    });
    if (replaced) await this.#vault.deleteFiles([replaced]);
    return this.#vault.file(stored);
  }

  /** Oldest first. */
  async list(): Promise<StoredJob[]> {
    const records = await guarded(() => this.#vault.db.getAllFromIndex('jobs', 'created'));
    return records.map(summary);
  }

  async get(id: string): Promise<StoredJob | undefined> {
    const record = await this.#record(id);
    return record && summary(record);
  }

  /** An input of the job by its name; undefined when it had none such. */
  async input(id: string, name: string): Promise<Blob | undefined> {
    const file = (await this.#record(id))?.files[name];
    return file && this.#vault.file(file);
  }

  /** The finished pieces with their videos, in order. */
  async segments(id: string): Promise<(SegmentInfo & { video: Blob })[]> {
    const record = await this.#record(id);
    if (!record) return [];
    const found = record.segments.map(async (segment) => {
      const file = record.files[segmentFile(segment.first)];
      if (!file) throw goneJob();
      return { ...segment, video: await this.#vault.file(file) };
    });
    return Promise.all(found);
  }

  /** Forgets a job, finished or not, with all its files. */
  async discard(id: string): Promise<void> {
    const record = await this.#record(id);
    if (!record) return;
    await guarded(() => this.#vault.db.delete('jobs', id));
    await this.#vault.deleteFiles(Object.values(record.files));
  }

  #record(id: string): Promise<JobRecord | undefined> {
    return guarded(() => this.#vault.db.get('jobs', id));
  }
}

const segmentFile = (first: number) => `segment:${first}`;

function goneJob(): AppError {
  return new AppError('internal', 'The job is no longer in the journal.', {
    hint: 'Start it again.',
    stage: 'storage',
  });
}

function summary({ id, created, info, segments }: JobRecord): StoredJob {
  const framesDone = segments.reduce((sum, { frames }) => sum + frames, 0);
  return { ...info, id, created, segments, framesDone };
}
