import { type Child, h, type ViewNode } from '../dom/node.ts';
import type { Tone } from '../record/log-line.ts';

/** A button that says what it does. */
export function button(text: string, press: () => void, more: Readonly<Record<string, unknown>> = {}): ViewNode {
  return h('button', { type: 'button', class: 'button', ...more, on: { click: press } }, text);
}

export const chip = (tone: Tone, text: string): ViewNode => h('span', { class: `chip ${tone}` }, text);

/** Terms and what they are; those without a value are left out. */
export function facts(pairs: readonly (readonly [term: string, value: Child])[]): ViewNode {
  const shown = pairs.filter(([, value]) => value !== undefined && value !== false);
  return h(
    'dl',
    { class: 'facts' },
    shown.map(([term, value]) => h('div', { key: term }, h('dt', {}, term), h('dd', {}, value))),
  );
}

/** What is said where there is nothing to show. */
export const empty = (title: string, text: string): ViewNode =>
  h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, title), h('p', {}, text));

export const section = (title: string, ...children: readonly Child[]): ViewNode =>
  h('section', { key: title, class: 'section', 'aria-label': title }, h('h2', {}, title), children);
