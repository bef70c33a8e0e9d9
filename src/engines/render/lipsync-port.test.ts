import { expect, it } from 'vitest';
import { LipsyncPort } from './lipsync-port';

it('gives up what it waits for when it is closed', async () => {
  const { port1, port2 } = new MessageChannel();
  const lipsync = new LipsyncPort(port1);
  const outputs = lipsync.process([]);
  lipsync.close();
  await expect(outputs).rejects.toMatchObject({ name: 'AbortError' });
  port2.close();
});
