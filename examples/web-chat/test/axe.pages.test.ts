import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { begin, bubble, reaches, say } from './kit/chat.ts';
import { openSite, type Site } from './kit/open-site.ts';

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}
declare const axe: { run(): Promise<{ readonly violations: readonly Violation[] }> };

const AXE = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

/** What axe finds serious in a view, in both themes. */
async function findingsIn(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.addScriptTag({ path: AXE });
  const findings: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate(() => axe.run());
    for (const { id, impact, nodes } of violations)
      if (impact === 'serious' || impact === 'critical') findings.push(`${colorScheme} ${id}: ${nodes[0]?.html}`);
  }
  return findings;
}

test('axe finds no serious violation in the main views, in light and dark', async () => {
  const ann = await site.open('ann', { reducedMotion: 'reduce' });
  await begin(ann, 'bob, eve', 'Crew');
  await say(ann, 'Ahoy https://example.com');
  await reaches(ann, 'Ahoy', 'Sent');
  await say(ann, `Too much: ${'wave '.repeat(1_000)}`);
  await bubble(ann, 'Too much').getByText('Not sent').waitFor();
  await bubble(ann, 'Ahoy').hover();
  expect(await findingsIn(ann)).toEqual([]);
  await ann.getByRole('searchbox', { name: 'Search' }).fill('aho');
  await ann.locator('mark').waitFor();
  expect(await findingsIn(ann)).toEqual([]);
  await ann.getByRole('button', { name: 'New conversation' }).click();
  expect(await findingsIn(ann)).toEqual([]);
  await ann.keyboard.press('Escape');
  await site.server.stop();
  await ann.getByText('You are offline').waitFor();
  await ann.setViewportSize({ width: 360, height: 740 });
  expect(await findingsIn(ann)).toEqual([]);
  await ann.goto('about:blank');
  await ann.goto(site.address('x').replace('as=x&', ''));
  await ann.getByLabel('Your name').waitFor();
  expect(await findingsIn(ann)).toEqual([]);
});
