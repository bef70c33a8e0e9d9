/** Memory of the browser under test, as Linux accounts it. */
import { readdir, readFile } from 'node:fs/promises';

const SAMPLE_INTERVAL_MS = 1000;

/** A service that Chromium starts after some minutes for features of its own (70 MB): no page asks for it. */
const NOT_OF_THE_PAGE = 'on_device_model';

/** Watches all descendants of this process (Chromium and its helpers) and keeps the largest sum. */
export class MemoryWatch {
  #peak = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #sampling = false;

  start(): void {
    this.#peak = 0;
    this.#timer = setInterval(() => {
      if (this.#sampling) return;
      this.#sampling = true;
      void descendantsMemory(process.pid).then((bytes) => {
        this.#peak = Math.max(this.#peak, bytes);
        this.#sampling = false;
      });
    }, SAMPLE_INTERVAL_MS);
  }

  /** @returns the largest sum seen, in bytes; 0 where there is no /proc. */
  stop(): number {
    clearInterval(this.#timer);
    return this.#peak;
  }
}

/** Sum of the proportional set sizes: memory shared by processes counts once. */
async function descendantsMemory(root: number): Promise<number> {
  const parents = new Map<number, number>();
  const entries = await readdir('/proc').catch((): string[] => []);
  for (const entry of entries.filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    // The command's name stands in brackets and may hold anything; the parent is second after it.
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (parent !== undefined) parents.set(Number(entry), Number(parent));
  }
  const descends = (id: number): boolean => {
    const parent = parents.get(id);
    return parent === root || (parent !== undefined && parent > 1 && descends(parent));
  };
  let sum = 0;
  for (const id of parents.keys()) {
    if (!descends(id)) continue;
    const command = await readFile(`/proc/${String(id)}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(NOT_OF_THE_PAGE)) continue;
    const rollup = await readFile(`/proc/${String(id)}/smaps_rollup`, 'utf8').catch(() => '');
    sum += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
  }
  return sum;
}
