import { expect, onTestFinished, vi } from 'vitest';
import { mountDevtools } from '../src/mount-devtools.ts';
import { openPage, type Person } from './open-page.ts';

/** Waits until it holds: pages are slow where many tests run. */
export const soon = <Done>(check: () => Done | Promise<Done>): Promise<Done> => vi.waitFor(check, { timeout: 60_000 });

/** Ann and bob, live in one page, in a conversation of theirs. */
export async function talking() {
  const page = openPage();
  const [ann, bob] = [await page.open('ann'), await page.open('bob')];
  onTestFinished(async () => {
    await Promise.all([ann.client.close(), bob.client.close()]);
  });
  const { id } = await ann.client.conversations.create({ kind: 'group', title: 'Crew', members: ['bob'] });
  await ann.client.flush();
  return { ...page, ann, bob, id };
}

/** A panel of this person in the page, and what a person does with it. */
export function mounted({ client, link }: Person, isOpen = true) {
  const devtools = mountDevtools(client, { link });
  onTestFinished(devtools.dispose);
  if (isOpen) devtools.open();
  const root = devtools.element.shadowRoot as ShadowRoot;
  const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)];
  const find = (selector: string, text = '') => all(selector).find((each) => each.textContent?.includes(text));
  return {
    devtools,
    root,
    all,
    find,
    /** What the panel shows, as text. */
    text: () => root.querySelector('.panel')?.textContent ?? '',
    press: async (text: string) => {
      await soon(() => expect(find('button', text)).toBeDefined());
      find('button', text)?.click();
    },
    see: (text: string | RegExp) => soon(() => expect(root.querySelector('.panel')?.textContent).toMatch(text)),
  };
}
