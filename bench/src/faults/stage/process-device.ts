import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, launch } from '../../replay/launch.ts';
import { readClient } from '../../replay/read-replicas.ts';
import { fromLines } from '../device/entry.ts';
import { createHistory } from '../device/history.ts';
import type { DevicePart, ProcessPart } from '../device/part.ts';
import type { Device } from './device.ts';

/** A device with SQLite in a process of its own. */
export function createProcessDevice(folder: string, module: string, part: DevicePart): Device {
  const { user } = part;
  const database = join(folder, `${user}.sqlite`);
  const diary = join(folder, `${user}.diary`);
  const path = join(folder, `${user}.json`);
  const whole: ProcessPart = { ...part, database, diary };
  writeFileSync(path, JSON.stringify(whole));
  const history = createHistory(user);
  const read = tail(diary, (text) => history.take(fromLines(text)));
  let child: ChildProcess | undefined;

  async function end(tell: (running: ChildProcess) => void): Promise<void> {
    if (child && isRunning(child)) {
      const ended = once(child, 'exit');
      tell(child);
      await ended;
    }
    read();
  }

  return {
    user,
    history,
    async start() {
      child = launch({ module, args: [path], log: join(folder, `${user}.log`) });
    },
    kill: () => end((running) => running.kill('SIGKILL')),
    async rest() {
      child?.send('rest');
    },
    close: () => end((running) => running.send('close')),
    async replica() {
      await end((running) => running.kill('SIGKILL'));
      return readClient(user, database);
    },
    poll: read,
  };
}

/** A function that gives what came to the file since the last call, in whole lines. */
function tail(path: string, take: (text: string) => void): () => void {
  const buffer = Buffer.alloc(1 << 20);
  let at = 0;
  return () => {
    let file: number;
    try {
      file = openSync(path, 'r');
    } catch {
      return; // not begun
    }
    for (;;) {
      const text = buffer.subarray(0, readSync(file, buffer, 0, buffer.length, at));
      const whole = text.lastIndexOf(10) + 1;
      if (whole === 0) break;
      at += whole;
      take(text.toString('utf8', 0, whole));
    }
    closeSync(file);
  };
}
