import type { Settings, Step } from './plan.ts';
import type { Outcome } from './run-plan.ts';

/**
 * A run as people read it: what it was set to, the steps, and everything that took place but idle heartbeats, in the
 * histories' notation. The run must have kept its lines.
 */
export function describeRun({ plan, violation, lines }: Outcome): readonly string[] {
  const { seed, settings, steps } = plan;
  return [
    `seed ${seed}, ${steps.length} steps, ${settings.devices.length} devices: ${deviceNames(settings).join(', ')}`,
    ...settingsText(settings),
    '',
    ...steps.map(stepText),
    '',
    ...lines.filter((line) => !IDLE.test(line)),
    '',
    violation ? `${violation.rule} ${violation.name}\n  ${violation.found}` : 'No violation.',
  ];
}

/** Heartbeats that say nothing. */
const IDLE = /: (ping|pong) ?$/;

const deviceNames = ({ devices }: Settings): readonly string[] => devices.map((user, index) => `${user}${index + 1}`);

function settingsText({ users: _users, devices: _devices, faults, ...others }: Settings): readonly string[] {
  const all = Object.entries(others).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [`  ${all.join(', ')}`, ...(faults.length > 0 ? [`  faults: ${faults.join(', ')}`] : [])];
}

function stepText({ id, atMs, kind, ...details }: Step): string {
  const told = Object.entries(details).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name} ${value}`],
  );
  return `${`${(atMs / 1000).toFixed(3)} s`.padStart(12)}  step ${id}: ${kind}${told.length > 0 ? ` (${told.join(', ')})` : ''}`;
}
