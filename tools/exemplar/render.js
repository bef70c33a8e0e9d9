/**
 * Renders the heads' plans to numbered JPEG files: `node render.js`, or `node render.js HEAD…`. Resumes where it stopped.
 */
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPage } from '../avatar/render/page-server.js';

const SIZE = 512; // px
const SUPERSAMPLING = 1.25;
const QUALITY = 0.95;
const AVATAR = path.resolve(import.meta.dirname, '../avatar');
const OUT = path.resolve(import.meta.dirname, 'out');

const named = process.argv.slice(2);
const heads = named.length > 0 ? named : readdirSync(OUT);
for (const head of heads) {
  const folder = path.join(OUT, head);
  const plan = readFileSync(path.join(folder, 'plan.jsonl'), 'utf8').split('\n').filter(Boolean);
  const fileOf = (i) => path.join(folder, `${String(i).padStart(6, '0')}.jpg`);
  const missing = plan.map((_, i) => i).filter((i) => !existsSync(fileOf(i)));
  if (missing.length === 0) continue;
  const { page, close } = await openPage(
    { '/': AVATAR, '/out/adam/mesh/': path.join(folder, 'mesh') },
    `/render/page.html?size=${SIZE}&supersampling=${SUPERSAMPLING}`,
  );
  for (const i of missing) {
    const state = JSON.parse(plan[i]);
    const jpeg = await page.evaluate(([s, q]) => window.render(s, q), [state, QUALITY]);
    writeFileSync(`${fileOf(i)}.part`, Buffer.from(jpeg, 'base64'));
    renameSync(`${fileOf(i)}.part`, fileOf(i));
  }
  await close();
  console.log(`${head}: ${plan.length} frames`);
}
