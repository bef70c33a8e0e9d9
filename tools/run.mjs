#!/usr/bin/env node
/**
 * Starts a command of tools/commands by name on a fresh clone: plain Node, no dependency needed.
 * Installs the dependencies when they are missing or older than package-lock.json, then hands over
 * to TypeScript. Used by the scripts of package.json: `node tools/run.mjs start`.
 */
import { ensureInstalled } from './install.mjs';

/** As Vite asks for. */
const OLDEST_NODE = { 20: 19, 22: 12 };
const OLDEST_OTHER = 23;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major in OLDEST_NODE ? minor < OLDEST_NODE[major] : major < OLDEST_OTHER) {
  console.error(`Node 20.19, 22.12, or 23 and newer is needed; this is ${process.version}.`);
  process.exit(2);
}

const [command = '', ...args] = process.argv.slice(2);
if (!/^[a-z]+$/.test(command)) {
  console.error('usage: node tools/run.mjs start|serve|test|render|bench|eval [arguments]');
  process.exit(2);
}

await ensureInstalled();
const { register } = await import('tsx/esm/api');
register();
const { main } = await import(`./commands/${command}.ts`);
// A server keeps the process alive after main returns; hence no process.exit here.
process.exitCode = await main(args);
