import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createSeededRandom } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { searchBench } from '../test-support/search-bench.ts';

const CORPUS = join(import.meta.dirname, '../../../../../shared/corpus/ubuntu-irc.jsonl.gz');
const WORD = /[\p{L}\p{N}]+/gu;
const random = createSeededRandom('grep');
const upTo = (n: number): number => Math.floor(random.fraction() * n);

interface Line {
  readonly c: string;
  readonly at: number;
  readonly from: string;
  readonly text: string;
}

/** Real conversations where the corpus is, else lines of words as rare and as common as people's. */
function lines(): readonly Line[] {
  if (existsSync(CORPUS)) {
    const all = gunzipSync(readFileSync(CORPUS)).toString().trimEnd().split('\n');
    const parsed = all.map((line) => JSON.parse(line) as Line & { readonly kind: string });
    return parsed.filter(({ kind }) => kind === 'message').filter((_, n) => n % 25 === 0);
  }
  const word = (): string =>
    `${'aeiouàéøß'[upTo(9)]}${(upTo(60) * upTo(60)).toString(36)}${'東京都大阪'.slice(upTo(20))}`;
  return Array.from({ length: 5000 }, (_, n) => ({
    ...{ c: `c${n % 7}`, at: upTo(1_000_000), from: `user${upTo(20)}` },
    text: Array.from({ length: 1 + upTo(12) }, word).join(upTo(9) === 0 ? ', ' : ' '),
  }));
}

/** What grep -i and a table of accents would do. */
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

test('[SEA-12] search finds what grep finds, for 200 words of the corpus', async () => {
  const said = lines();
  const { say, search, indexed } = await searchBench();
  const ords = new Map<string, number>();
  const ids: string[] = [];
  for (let start = 0; start < said.length; start += 500) {
    const byConversation = new Map<string, Line[]>();
    for (const line of said.slice(start, start + 500)) {
      byConversation.set(line.c, [...(byConversation.get(line.c) ?? []), line]);
    }
    for (const [c, part] of byConversation) {
      const first = (ords.get(c) ?? 0) + 1;
      ords.set(c, first + part.length - 1);
      await say(
        c,
        part.map(({ text, from, at }, i) => ({ ord: first + i, text, at, author: from })),
      );
    }
    if (start % 4000 === 0) await indexed();
  }
  const counted = new Map<string, number>();
  for (const { c } of said) {
    counted.set(c, (counted.get(c) ?? 0) + 1);
    ids.push(`${c}-${counted.get(c)}`);
  }
  const words = said.map(({ text }) => new Set(plain(text).match(WORD)));
  const all = [...new Set(words.flatMap((each) => [...each]))].filter((word) => /^[a-z0-9]+$/.test(word));
  expect(all.length).toBeGreaterThan(1000);
  let found = 0;
  for (let n = 0; n < 200; n++) {
    const word = all[upTo(all.length)] as string;
    const { hits } = await search.query({ text: `${word} `, limit: 100_000 });
    const grepped = ids.filter((_, i) => words[i]?.has(word));
    expect({ word, ids: hits.map(({ id }) => id).sort() }).toEqual({ word, ids: grepped.sort() });
    found += grepped.length;
  }
  expect(found).toBeGreaterThan(200);
}, 120_000);
