#!/usr/bin/env node
// Makes the demo newspaper once, for walks that begin with a copy of it: most of the time that a demo needs goes into its pictures.

import { existsSync, rmSync } from 'node:fs';
import { demo, fail, options } from './lib/house.mjs';

const HELP = `Makes the demo newspaper in a folder.

  node tests/walks/made-demo.mjs FOLDER
  INDELIBLE_DEMO=FOLDER node tests/walks/pages.mjs     begins with a copy`;

const [folder] = options(HELP, {}).rest;
if (!folder) fail(HELP);
if (existsSync(folder)) rmSync(folder, { recursive: true });
const house = await demo({ dir: folder, fresh: true });
const { code, signal } = await house.close();
if (code !== 0) fail(`the demo ended with ${code ?? signal}`);
console.log(`the demo is in ${folder}, after ${Math.round(house.started_ms / 1000)} s`);
