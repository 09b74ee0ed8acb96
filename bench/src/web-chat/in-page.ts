import type { Page } from 'playwright';

/** When the first message was on the screen, counted from the navigation. */
export async function coldStartMs(page: Page, address: string): Promise<number> {
  await page.goto('about:blank');
  await page.goto(address);
  await page.waitForFunction(() => 'shownAtMs' in globalThis);
  return page.evaluate(() => (globalThis as unknown as { shownAtMs: number }).shownAtMs);
}

/** For `addInitScript`: notes the frame in which the first message is there. */
export function noteFirstMessage(): void {
  const look = (): void => {
    if (document.querySelector('article.message')) Object.assign(globalThis, { shownAtMs: performance.now() });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** From Enter until the message is in the page: what the chat and the SDK take, and then until it was drawn. */
export async function sendMs(page: Page, text: string): Promise<{ readonly inPage: number; readonly drawn: number }> {
  await page.locator('.composer textarea').fill(text);
  const seen = page.evaluate(
    (wanted) =>
      new Promise<{ inPage: number; drawn: number }>((resolve) => {
        let since = 0;
        addEventListener('keydown', () => (since = performance.now()), { capture: true, once: true });
        const rows = document.querySelector('.history-rows') as HTMLElement;
        const observer = new MutationObserver(() => {
          if (!rows.textContent?.includes(wanted)) return;
          observer.disconnect();
          const inPage = performance.now() - since;
          // A frame's callbacks run before it is drawn, a message after it has been.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve({ inPage, drawn: performance.now() - since });
          requestAnimationFrame(() => port2.postMessage(0));
        });
        observer.observe(rows, { childList: true, subtree: true });
      }),
    text,
  );
  await page.waitForTimeout(20);
  await page.locator('.composer textarea').press('Enter');
  return seen;
}

/** Scrolls upwards through the history for so long, as fast as a quick finger; the times between frames. */
export function scrollFramesMs(page: Page, forMs: number): Promise<readonly number[]> {
  return page.evaluate(
    (duration) =>
      new Promise<readonly number[]>((resolve) => {
        const scroller = document.querySelector('.history') as HTMLElement;
        const frames: number[] = [];
        const began = performance.now();
        let last = began;
        const step = (): void => {
          const now = performance.now();
          frames.push(now - last);
          last = now;
          scroller.scrollTop -= 50;
          if (now - began < duration) requestAnimationFrame(step);
          else resolve(frames.slice(1));
        };
        requestAnimationFrame(step);
      }),
    forMs,
  );
}
