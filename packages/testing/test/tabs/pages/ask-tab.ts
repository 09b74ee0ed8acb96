import type { Page as Tab } from 'playwright';
import type { Server } from '../../journey/kit/server.ts';
import { signToken } from '../../journey/kit/token.ts';
import type { Page } from './page.ts';

declare const page: Page;

export const PAGE = 'packages/testing/test/tabs/pages/index.html';

/** As long as a slow machine may take; what is asked for is measured in the page. */
export const PATIENCE = { timeout: 60_000, interval: 50 };

/** What Ann signs in with. */
export const credentials = ({ url }: Server): readonly [string, string] => [url, signToken({ sub: 'ann' })];

/** Opens Ann's client in a tab. */
export const openIn = (tab: Tab, server: Server): Promise<void> =>
  tab.evaluate(([url, token]) => page.open(url, token), credentials(server));

export const rowsOf = (tab: Tab): Promise<readonly string[]> => tab.evaluate(() => page.rows());

export async function lookAt(id: string, tabs: readonly Tab[]): Promise<void> {
  for (const tab of tabs) await tab.evaluate((id) => page.look(id), id);
}
