/** `npm run serve -- [--port N] [--base /path/] [--plain]`: serves dist as it is. */
import { parseArgs } from 'node:util';
import { DIST } from '../shell/build.ts';
import { startServer, type StaticServer } from '../shell/static-server.ts';

const DEFAULT_PORT = 4173;

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string' },
      base: { type: 'string', default: '/' },
      // Without the isolation headers, like GitHub Pages: the service worker adds them.
      plain: { type: 'boolean', default: false },
      host: { type: 'string', default: '127.0.0.1' },
    },
  });
  const shared = { root: DIST, base: values.base, isolate: !values.plain, host: values.host };
  const server =
    values.port === undefined
      ? await startServer({ ...shared, port: DEFAULT_PORT }).catch(() => startServer(shared))
      : await startServer({ ...shared, port: Number(values.port) });
  announce(server);
  return 0;
}

function announce(server: StaticServer): void {
  console.log(`\nMouthpiece is at ${server.url}\nPress Ctrl-C to stop.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void server.close().then(() => process.exit(0));
    });
  }
}
