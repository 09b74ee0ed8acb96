import type { Delivery, Message } from '@tidemark/core';

/** A message somebody wrote: in the order of writing. */
export interface Written {
  readonly id: string;
  readonly author: string;
  /** Monotonic; absent where nobody took the time (the bot). */
  readonly atMs?: number | undefined;
}

/** What a reader ended up with. */
export interface Shown {
  readonly reader: string;
  readonly rows: readonly Pick<Message, 'id' | 'ord' | 'body'>[];
  readonly reached: ReadonlyMap<string, ReadonlyMap<Delivery, number>>;
}

export interface Verdict {
  readonly lost: number;
  readonly doubled: number;
  readonly disordered: number;
  /** In words, one a finding. */
  readonly findings: readonly string[];
}

const RISING: readonly Delivery[] = ['sending', 'sent', 'delivered', 'read'];

/** Compares what everybody sees with what was written. */
export function check(written: readonly Written[], shown: readonly Shown[]): Verdict {
  const lost: string[] = [];
  const doubled: string[] = [];
  const disordered: string[] = [];
  const others: string[] = [];
  const first = shown[0]?.rows.map(({ id }) => id).join() ?? '';
  for (const { reader, rows, reached } of shown) {
    const ids = rows.map(({ id }) => id);
    const known = new Set(ids);
    for (const { id, author } of written) if (!known.has(id)) lost.push(`${reader} lacks ${id} of ${author}`);
    if (known.size !== ids.length) doubled.push(`${reader} shows ${ids.length - known.size} twice`);
    const stranger = ids.find((id) => !written.some((message) => message.id === id));
    if (stranger !== undefined) doubled.push(`${reader} shows ${stranger}, which nobody wrote`);
    for (const author of new Set(written.map((message) => message.author))) {
      const wrote = written.filter((message) => message.author === author && known.has(message.id));
      const places = wrote.map(({ id }) => ids.indexOf(id));
      if (places.some((place, i) => i > 0 && place < (places[i - 1] ?? 0)))
        disordered.push(`${reader} sees the messages of ${author} in another order than they were written`);
    }
    if (rows.some(({ ord }, i) => ord !== i + 1)) disordered.push(`${reader} has holes in the numbering`);
    if (ids.join() !== first) disordered.push(`${reader} sees another order than ${shown[0]?.reader}`);
    for (const { body } of rows)
      if (body.replyTo !== undefined && !known.has(body.replyTo)) others.push(`${reader}: a reply points nowhere`);
    for (const [id, statuses] of reached) others.push(...wrongStatuses(reader, id, [...statuses.keys()]));
  }
  const findings = [...lost, ...doubled, ...disordered, ...others];
  return { lost: lost.length, doubled: doubled.length, disordered: disordered.length, findings };
}

/** Ticks only rise, end in read, and nothing was ever shown as failed. */
function wrongStatuses(reader: string, id: string, statuses: readonly Delivery[]): readonly string[] {
  const places = statuses.map((status) => RISING.indexOf(status));
  const rises = places.every((place, i) => place >= 0 && (i === 0 || place > (places[i - 1] ?? 0)));
  return rises && statuses.at(-1) === 'read' ? [] : [`${reader}: the ticks of ${id} went ${statuses.join(' → ')}`];
}
