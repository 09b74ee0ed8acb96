import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a file of this example as people do, without a terminal. Its input ends after `input`, or once it said `last`. */
export function runExample(file: string, args: readonly string[], input = '', last = /^/): Promise<Ended> {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@tidemark/source', path, ...args]);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    endInput();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const endInput = (): void => void (last.test(out) && child.stdin.end());
  child.stdin.write(input);
  endInput();
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}
