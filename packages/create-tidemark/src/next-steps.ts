import { relative } from 'node:path';
import type { CreatedApp, TemplateName } from './create-app.ts';

const STEPS: Readonly<Record<TemplateName, readonly string[]>> = {
  web: ['npm install', 'npm run server', 'npm run dev        # in a second terminal'],
  terminal: ['npm install', 'npm run story'],
};

/** What to type to see it run. */
export function nextSteps({ folder, name }: CreatedApp, template: TemplateName, from: string): string {
  const way = relative(from, folder);
  const steps = [...(way === '' ? [] : [`cd ${/[^\w./-]/.test(way) ? JSON.stringify(way) : way}`]), ...STEPS[template]];
  return `${name} is there. Next:\n\n${steps.map((step) => `  ${step}\n`).join('')}\nREADME.md has the rest.\n`;
}
