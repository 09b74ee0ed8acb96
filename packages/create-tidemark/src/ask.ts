import { isCancel, select, text } from '@clack/prompts';
import type { TemplateName } from './create-app.ts';
import type { Arguments } from './read-arguments.ts';

export interface Answers {
  readonly folder: string;
  readonly template: TemplateName;
}

/** Asks a person for what the command line did not say. Undefined: they changed their mind. */
export async function ask({ folder, template }: Arguments): Promise<Answers | undefined> {
  const where =
    folder ?? (await text({ message: 'Where does the app go?', initialValue: 'my-chat', validate: isNamed }));
  if (isCancel(where)) return undefined;
  const which = template ?? (await select<TemplateName>({ message: 'Which one?', options: CHOICES }));
  return isCancel(which) ? undefined : { folder: where, template: which };
}

const CHOICES: { value: TemplateName; label: string; hint: string }[] = [
  { value: 'web', label: 'Web', hint: 'Vite and React, in the browser' },
  { value: 'terminal', label: 'Terminal', hint: 'a chat and a bot, in Node' },
];

const isNamed = (value: string | undefined): string | undefined => (value?.trim() ? undefined : 'Name a folder');
