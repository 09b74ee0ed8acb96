import { parseArgs } from 'node:util';
import { expandSeed, INVARIANTS, KINDS, runPlan } from '@tidemark/testing/simulator';

const { values } = parseArgs({ options: { seed: { type: 'string' }, seeds: { type: 'string' } } });
if (values.seed !== undefined) {
  const o = await runPlan(expandSeed(Number(values.seed)), { kinds: KINDS, invariants: INVARIANTS, lines: true });
  for (const line of o.lines) console.log(line);
  console.log(o.plan.settings, o.befell, o.events, o.virtualMs);
} else {
  const n = Number(values.seeds ?? 100);
  const began = performance.now();
  let events = 0;
  for (let s = 0; s < n; s++) {
    const o = await runPlan(expandSeed(s), { kinds: KINDS, invariants: INVARIANTS });
    events += o.events;
    if (process.env.SIMV) console.log(s, o.events, performance.now() - began);
    if (o.virtualMs > 800_000 || o.violation) console.log(s, o.virtualMs, o.violation);
  }
  console.log(n / ((performance.now() - began) / 1000), 'a second', events / n);
}
