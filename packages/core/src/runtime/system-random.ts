import { TidemarkError } from '@tidemark/protocol';
import type { Host } from './host.ts';
import type { Random } from './random.ts';

/** `crypto.getRandomValues` takes no more at once. */
const BYTES_AT_ONCE = 65_536;

/** Throws `options/invalid` where there is no `crypto.getRandomValues`: ids made of worse chance could collide. */
export function systemRandom(host: Host): Random {
  // Node loads much at the first look at `crypto`: that it is there is enough to begin with.
  if (!('crypto' in host)) throw noChance();
  return {
    fraction: () => Math.random(),
    fill(target) {
      const { crypto } = host;
      if (!crypto?.getRandomValues) throw noChance();
      for (let from = 0; from < target.length; from += BYTES_AT_ONCE) {
        crypto.getRandomValues(target.subarray(from, from + BYTES_AT_ONCE));
      }
      return target;
    },
  };
}

function noChance(): TidemarkError<'options/invalid'> {
  return new TidemarkError(
    'options/invalid',
    'There is no crypto.getRandomValues here: load a polyfill first, or pass `runtime`',
    { option: 'runtime', found: 'none' },
  );
}
