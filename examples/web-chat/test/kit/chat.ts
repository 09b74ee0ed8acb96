import type { Locator, Page } from 'playwright';
import { expect } from 'vitest';

/** As long as a slow machine may take. */
export const PATIENCE = { timeout: 60_000, interval: 50 };

/** What somebody does with the chat, in the words on it. */
export const textField = (page: Page): Locator => page.getByRole('textbox', { name: 'Message', exact: true });

export const bubble = (page: Page, text: string): Locator =>
  page.getByRole('article').filter({ has: page.locator('.bubble-text', { hasText: text }) });

export async function say(page: Page, text: string): Promise<void> {
  await textField(page).fill(text);
  await textField(page).press('Enter');
}

export async function begin(page: Page, names: string, title?: string): Promise<void> {
  await page.getByRole('button', { name: 'New conversation' }).click();
  await page.getByLabel('With').fill(names);
  if (title !== undefined) await page.getByLabel('Name of the group').fill(title);
  await page.getByRole('button', { name: /^Begin/ }).click();
  await textField(page).waitFor();
}

export const openConversation = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('navigation').getByRole('link', { name }).click();

/** The tick of one's own message is this, now or soon. */
export const reaches = (page: Page, text: string, tick: string): Promise<void> =>
  bubble(page, text).getByRole('img', { name: tick, exact: true }).waitFor();

/** Chooses something of a message's toolbar. */
export async function choose(page: Page, text: string, action: string): Promise<void> {
  await bubble(page, text).hover();
  await bubble(page, text).getByRole('button', { name: action, exact: true }).click();
}

/** The texts on the screen, from top to bottom. */
export const textsOf = (page: Page): Promise<readonly string[]> => page.locator('.bubble-text').allTextContents();

export const soon = (read: () => unknown) => expect.poll(read, PATIENCE);
