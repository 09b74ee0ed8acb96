import { createSeededRandom } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { tabsBench, watch } from './kit.ts';

type Bench = ReturnType<typeof tabsBench>;
type Tab = Awaited<ReturnType<ReturnType<Bench['profile']>['open']>> & {
  readonly name: string;
  state: 'runs' | 'frozen';
};

const SEEDS = Number(process.env['TAB_SEEDS'] ?? 60);
const FIRST = Number(process.env['TAB_FIRST'] ?? 0);

/** Tabs come, go, die, freeze, hide and lose the network, while all write; then everything heals. */
async function play(seed: number) {
  const random = createSeededRandom(`tabs/${seed}`);
  const below = (n: number): number => Math.floor(random.fraction() * n);
  const bench = tabsBench();
  const { timers } = bench;
  const ann = bench.profile('ann');
  const tabs: Tab[] = [];
  const story: string[] = [];
  let opened = 0;
  async function openTab(): Promise<Tab> {
    const name = `t${opened++}`;
    const tab: Tab = { ...(await ann.open(name)), name, state: 'runs' };
    tabs.push(tab);
    return tab;
  }
  const first = await openTab();
  const { id } = await first.client.conversations.create({ kind: 'group', members: ['bob'] });
  await timers.advance(1_000);
  const sent = new Map<string, string>();
  const doubtful = new Set<string>();
  const gone = new Set<string>();
  let n = 0;
  let isReachable = true;
  const settled: Promise<unknown>[] = [];
  const any = (state: Tab['state']): Tab | undefined => {
    const those = tabs.filter((tab) => tab.state === state);
    return those[below(those.length)];
  };

  function send(tab: Tab): void {
    const text = `m${n++}`;
    story.push(`${tab.name} sends ${text}`);
    const id2 = tab.client.newId();
    doubtful.add(id2);
    settled.push(
      tab.client.messages.send(id, { text }, { id: id2 }).then(
        () => {
          doubtful.delete(id2);
          sent.set(id2, text);
        },
        (error) => story.push(`refused: ${error}`),
      ),
    );
  }

  const kinds: readonly (() => Promise<void> | void)[] = [
    () => {
      for (let k = below(3); k >= 0; k--) {
        const tab = any('runs');
        if (tab) send(tab);
      }
    },
    () => {
      const tab = any('runs');
      const ids = [...sent.keys()].filter((each) => !gone.has(each));
      const target = ids[below(ids.length)];
      if (!tab || !target) return;
      const text = `e${n++}`;
      story.push(`${tab.name} edits ${sent.get(target)} to ${text}`);
      settled.push(
        tab.client.messages.edit(id, target, { text }).then(
          () => sent.set(target, text),
          (error) => story.push(`edit refused: ${error}`),
        ),
      );
    },
    () => {
      const tab = any('runs');
      const ids = [...sent.keys()].filter((each) => !gone.has(each));
      const target = ids[below(ids.length)];
      if (!tab || !target) return;
      story.push(`${tab.name} deletes ${sent.get(target)}`);
      gone.add(target);
      doubtful.add(target);
      settled.push(
        tab.client.messages.delete(id, target).then(
          () => doubtful.delete(target),
          (error) => story.push(`delete refused: ${error}`),
        ),
      );
    },
    async () => {
      if (tabs.filter(({ state }) => state === 'runs').length < 4) await openTab();
      story.push(`opened t${opened - 1}`);
    },
    () => {
      const tab = any('runs');
      if (!tab || tabs.filter(({ state }) => state === 'runs').length < 2) return;
      story.push(`${tab.name} closes`);
      tabs.splice(tabs.indexOf(tab), 1);
      void tab.client.close();
    },
    () => {
      const tab = any('runs');
      if (!tab || tabs.filter(({ state }) => state === 'runs').length < 2) return;
      story.push(`${tab.name} dies`);
      tabs.splice(tabs.indexOf(tab), 1);
      tab.runtime.halt();
      tab.link.cut();
      tab.link.setReachable(false);
    },
    () => {
      const tab = any('runs');
      if (!tab || tabs.filter(({ state }) => state === 'runs').length < 2) return;
      story.push(`${tab.name} freezes`);
      tab.state = 'frozen';
      tab.freeze();
    },
    () => {
      const tab = any('frozen');
      if (!tab) return;
      story.push(`${tab.name} thaws`);
      tab.state = 'runs';
      tab.thaw();
    },
    () => {
      const tab = any('runs');
      if (!tab) return;
      story.push(`${tab.name} ${tab.runtime.visibility.isVisible() ? 'hides' : 'shows'}`);
      tab.runtime.visibility.setVisible(!tab.runtime.visibility.isVisible());
    },
    () => {
      isReachable = !isReachable;
      story.push(isReachable ? 'online' : 'offline');
      for (const { link } of tabs) link.setReachable(isReachable);
    },
  ];
  for (let step = 0; step < 40; step++) {
    await (kinds[below(10) < 5 ? below(3) : below(kinds.length)] as () => Promise<void>)();
    const ms = [0, 1, 10, 200, 3_000, 20_000][below(6)] as number;
    if (ms > 0) await timers.advance(ms);
    if (!isReachable) for (const { link } of tabs) link.setReachable(false);
  }
  for (const tab of tabs) {
    if (tab.state === 'frozen') tab.thaw();
    tab.runtime.visibility.setVisible(true);
    tab.link.setReachable(true);
  }
  await timers.advance(200_000);
  story.push('healed');
  // An edit of what another tab deleted meanwhile is refused, and the person takes it back.
  const { client } = tabs[0] as Tab;
  const failed =
    client.outbox
      .observe()
      .getSnapshot()
      ?.filter(({ status }) => status === 'failed') ?? [];
  for (const { opId } of failed) settled.push(client.outbox.cancel(opId));
  await timers.advance(20_000);
  return { bench, ann, tabs, id, sent, doubtful, gone, story, settled };
}

for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
  test(`[TAB-12] tabs that come, go, die, freeze and lose the network lose, double and reorder nothing (seed ${seed})`, async () => {
    const { bench, ann, tabs, id, sent, doubtful, gone, story } = await play(seed);
    try {
      const views = tabs.map(({ client }) => watch(client, id).window);
      for (const view of views) view.loadOlder(200);
      await bench.timers.advance(5_000);
      const shown = views.map((view) =>
        view.getSnapshot()?.rows.map((row) => `${row.id} ${row.body?.text ?? '-'} ${row.delivery}`),
      );
      for (const rows of shown) expect(rows).toEqual(shown[0]);
      const rows = views[0]?.getSnapshot()?.rows ?? [];
      expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
      expect(
        rows.filter(({ delivery }) => delivery !== 'sent').map((row) => `${row.body?.text} ${row.delivery}`),
      ).toEqual([]);
      const texts = new Map(rows.filter((row) => !row.deleted).map((row) => [row.id, row.body?.text]));
      const lost = [...sent.keys()].filter((each) => !gone.has(each) && !doubtful.has(each) && !texts.has(each));
      expect(lost.map((each) => sent.get(each))).toEqual([]);
      const back = [...gone].filter((each) => !doubtful.has(each) && texts.has(each));
      expect(back.map((each) => sent.get(each))).toEqual([]);
      expect((await ann.storage.read([{ store: 'outbox', count: true, prefix: [] }]))[0]).toBe(0);
      expect(tabs.reduce((open, { link }) => open + link.openCount(), 0)).toBe(1);
      expect(bench.errors).toEqual([]);
    } catch (error) {
      console.log(story.join('\n'));
      throw error;
    }
  });
}
