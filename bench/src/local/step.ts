import type { Contender, Measured, Side, Trial } from './trial.ts';

/** What one process or page does of a trial. */
export interface Step {
  readonly side: Side;
  readonly trial: Trial;
  readonly part: 'prepare' | 'measure';
}

export async function runStep(contender: Contender, { trial, part }: Step): Promise<Measured> {
  if (trial.what === 'send') return contender.send(trial.strict);
  if (trial.what === 'bulk') return contender.bulk(trial.messages);
  if (part === 'measure') return contender.measure(trial.what, trial.messages);
  await contender.prepare(trial.messages);
  return {};
}
