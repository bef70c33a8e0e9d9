/** `npm start`: weights, build, server. The options are those of `npm run serve`. */
import { ensureBuilt, ensureModels } from '../shell/build.ts';
import { main as serve } from './serve.ts';

export async function main(args: string[]): Promise<number> {
  try {
    await ensureModels();
    await ensureBuilt();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
  return serve(args);
}
