import type { Plan, Strategy } from './plan.ts';

/** The prepared conflict: what both know, then what each does without knowing of the other. */
export const BEFORE: Plan = { place: 'Harbour', time: '10:00', bring: ['bread'] };
/** Ann's, written without a network; it reaches the server second. */
export const ANNS: Partial<Plan> = { time: '11:00', bring: ['bread', 'cheese'] };
/** Bob's; the server has it first. */
export const BOBS: Partial<Plan> = { place: 'Lighthouse', bring: ['bread', 'lemonade'] };

export interface StrategyText {
  readonly strategy: Strategy;
  readonly title: string;
  readonly says: string;
}

export const STRATEGIES: readonly StrategyText[] = [
  { strategy: 'fields', title: 'Last write wins', says: 'field by field, as the server commits them' },
  { strategy: 'client-wins', title: 'Client wins', says: 'the whole card as the later device shows it' },
  { strategy: 'server-wins', title: 'Server wins', says: 'what the server has stays; the later write gives way' },
  { strategy: 'merge', title: 'Merge', says: 'a function of yours brings both together' },
  { strategy: 'manual', title: 'By hand', says: 'both versions are shown until somebody chooses' },
];

/** What both devices show in the end. By hand nobody knows before. */
export const OUTCOMES: Readonly<Record<Exclude<Strategy, 'manual'>, Plan>> = {
  fields: { place: 'Lighthouse', time: '11:00', bring: ['bread', 'cheese'] },
  'client-wins': { place: 'Harbour', time: '11:00', bring: ['bread', 'cheese'] },
  'server-wins': { place: 'Lighthouse', time: '10:00', bring: ['bread', 'lemonade'] },
  merge: { place: 'Lighthouse', time: '11:00', bring: ['bread', 'cheese', 'lemonade'] },
};
