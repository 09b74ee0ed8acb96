import { BY_POLICY } from '../../policies.ts';
import { pick, type StepKind } from '../step-kind.ts';
import { after, use } from './feature-step.ts';

const HOW = ['put', 'put', 'patch', 'delete'];

/** A write of a row that other devices of the user write, too: now and then at the same moment. */
const write = (policy: string): StepKind =>
  use(
    6,
    ({ scene, device, step }) => {
      const { amount = 0, how } = step;
      const others = scene.devices.filter((each) => each !== device && each.user() === device.user());
      const writers = amount % 3 === 0 ? [device] : [device, ...others];
      const key = `r${amount % 2}`;
      return Promise.all(
        writers.map((each, nth) => {
          const rows = each.client()?.collection(BY_POLICY[policy] as NonNullable<(typeof BY_POLICY)[string]>);
          const n = step.id * 10 + nth;
          if (how === 'delete') return rows?.delete(key);
          return how === 'put' ? rows?.put(key, { n, text: policy }) : rows?.patch(key, { n });
        }),
      );
    },
    (random) => ({ how: pick(random, HOW) }),
  );

/** Rows of an app under each policy, and the conflicts that are left to the app. */
export const BY_POLICY_STEPS: Readonly<Record<string, StepKind>> = {
  ...Object.fromEntries(Object.keys(BY_POLICY).map((policy) => [`write-${policy}`, write(policy)])),
  resolve: after('write-manual', 10, ({ scene, device, step }) => {
    const { manual } = BY_POLICY;
    // On whichever of their devices the person finds it.
    for (const each of [device, ...scene.devices.filter((other) => other.user() === device.user())]) {
      const inConflict = [...each.disk().view.outbox.values()].find(
        ({ op, ended }) => op.collection === manual?.name && ended?.kind === 'conflict',
      );
      const key = inConflict?.op.key;
      if (manual && key) return each.client()?.collection(manual).resolve(key, { n: step.id, text: 'resolved' });
    }
    return undefined;
  }),
};
