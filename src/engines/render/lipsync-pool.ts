import type { LipsyncItem, LipsyncOutput } from '../../workers/protocol/lipsync';
import type { LipsyncPort } from './lipsync-port';

/**
 * Several lip-sync threads as one: frames do not depend on each other, so batches go to whichever
 * thread has least to do. On the CPU, threads of one batch each give more frames a second than one
 * network spread over as many threads, which wait for each other at every layer.
 */
export class LipsyncPool {
  readonly #ports: readonly LipsyncPort[];

  constructor(ports: readonly LipsyncPort[]) {
    this.#ports = ports;
  }

  /** Number of threads. */
  get size(): number {
    return this.#ports.length;
  }

  /** Sends frames away and gets as many back, in order; the caller closes those. */
  process(items: LipsyncItem[]): Promise<LipsyncOutput[]> {
    const [first, ...others] = this.#ports;
    if (first === undefined) throw new TypeError('No lip-sync thread is connected.');
    const idlest = others.reduce(
      (best, port) => (port.waiting < best.waiting ? port : best),
      first,
    );
    return idlest.process(items);
  }

  close(): void {
    for (const port of this.#ports) port.close();
  }
}
