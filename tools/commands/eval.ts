/** `npm run eval [-- --avatar FOLDER] [--truth curves] …`: how well the exemplar engine draws what it has not seen; docs/exemplar.md. */
import { runNode } from '../shell/terminal.ts';

export async function main(args: string[]): Promise<number> {
  const { code } = await runNode(['--import', 'tsx', 'tools/eval/exemplar.ts', ...args]);
  return code;
}
