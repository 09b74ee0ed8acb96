#!/usr/bin/env node
import { runInspect } from './inspect/run-inspect.ts';

process.exitCode = runInspect(process.argv.slice(2), { out: console.log, err: console.error });
