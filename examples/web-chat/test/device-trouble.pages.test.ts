import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { begin, bubble, openConversation, reaches, say, soon, textField, textsOf } from './kit/chat.ts';
import { openSite, type Site } from './kit/open-site.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

/** Fills what is left of the page's quota. */
async function fill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const opening = indexedDB.open('filler');
    opening.onupgradeneeded = () => opening.result.createObjectStore('rows', { autoIncrement: true });
    const db = await new Promise<IDBDatabase>((resolve) => {
      opening.onsuccess = () => resolve(opening.result);
    });
    // Halves, so that in the end not even a short message has room.
    for (let size = 4_000_000; size > 20; ) {
      const filling = db.transaction('rows', 'readwrite');
      filling.objectStore('rows').add(
        crypto
          .getRandomValues(new Uint8Array(Math.min(size, 65_536)))
          .toString()
          .padEnd(size),
      );
      const isKept = await new Promise((resolve) => {
        filling.oncomplete = () => resolve(true);
        filling.onabort = () => resolve(false);
      });
      if (!isKept) size /= 2;
    }
    db.close();
  });
}

test('where the device has no room, what was written comes back into the field, and goes out when there is room', async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  const { origin } = new URL(site.address('gus'));
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 8_000_000 });
  await page.goto(site.address('gus'));
  await begin(page, 'hal');
  await say(page, 'Ahoy');
  await reaches(page, 'Ahoy', 'Sent');
  await fill(page);
  await say(page, 'The hold is full');
  await page.getByRole('alert').getByText('there is no room left on this device').waitFor();
  expect(await textField(page).inputValue()).toBe('The hold is full');
  await soon(() => textsOf(page)).toEqual(['Ahoy']);
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await textField(page).press('Enter');
  await reaches(page, 'The hold is full', 'Sent');
  expect(await page.getByText('there is no room left').count()).toBe(0);
  await context.close();
});

test('a database deleted under the page is told, what is written stays in the field, and loading again brings the rest', async () => {
  const page = await site.open('ida');
  await begin(page, 'jon');
  await say(page, 'Ahoy');
  await reaches(page, 'Ahoy', 'Sent');
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
  await page.getByRole('alert').getByText('The browser’s data of this chat was deleted').waitFor();
  await say(page, 'Anybody?');
  await page.getByRole('alert').getByText('Your text is still here').waitFor();
  expect(await textField(page).inputValue()).toBe('Anybody?');
  await page.getByRole('button', { name: 'Load again' }).click();
  await openConversation(page, /Jon/);
  await bubble(page, 'Ahoy').waitFor();
  await page.context().close();
});
