/** `npm run eval:lips [-- --quick] …`: lip-sync against rendered truth and real speech; docs/lip-sync.md, "Evaluation". */
import { ensureBuilt, ensureModels } from '../shell/build.ts';
import { evaluateLips } from '../eval/lips/evaluate.ts';

export async function main(args: string[]): Promise<number> {
  await ensureModels();
  await ensureBuilt();
  await evaluateLips(args);
  return 0;
}
