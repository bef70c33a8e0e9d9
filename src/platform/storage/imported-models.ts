import type { ModelRecord } from './schema';
import { guarded } from './storage-error';
import type { Vault } from './vault';

/** What is stored of a model pack beside its files. */
export type ImportedModel = Omit<ModelRecord, 'files'> & {
  /** Of all files. */
  bytes: number;
  /** Whether an audio encoder is among them. */
  hasEncoder: boolean;
};

/** Its .onnx files. */
export interface ModelFiles {
  model: Blob;
  encoder?: Blob;
}

/** Model packs that the user brought. */
export class ImportedModels {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  /** @throws AppError `storage-full`; nothing is stored then. */
  save(model: Omit<ModelRecord, 'files'>, files: ModelFiles): Promise<ImportedModel> {
    const blobs: Record<string, Blob> = { ...files };
    return this.#vault.commit(blobs, async (stored) => {
      const record = { ...model, files: stored };
      await this.#vault.db.add('models', record);
      return summary(record);
    });
  }

  async list(): Promise<ImportedModel[]> {
    const records = await guarded(() => this.#vault.db.getAll('models'));
    return records.sort((a, b) => a.created - b.created).map(summary);
  }

  /** A file of a model; undefined when there is none such. */
  async file(id: string, name: keyof ModelFiles): Promise<Blob | undefined> {
    const record = await guarded(() => this.#vault.db.get('models', id));
    const file = record?.files[name];
    return file && this.#vault.file(file);
  }

  async delete(id: string): Promise<void> {
    const record = await guarded(() => this.#vault.db.get('models', id));
    if (!record) return;
    await guarded(() => this.#vault.db.delete('models', id));
    await this.#vault.deleteFiles(Object.values(record.files));
  }
}

function summary({ files, ...model }: ModelRecord): ImportedModel {
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  return { ...model, bytes, hasEncoder: files['encoder'] !== undefined };
}
