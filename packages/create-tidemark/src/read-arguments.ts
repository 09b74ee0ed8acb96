import { parseArgs } from 'node:util';
import { TidemarkError } from '@tidemark/protocol';
import { TEMPLATE_NAMES, type TemplateName } from './create-app.ts';

export interface Arguments {
  readonly folder: string | undefined;
  readonly template: TemplateName | undefined;
  readonly help: boolean;
}

export const USAGE = `npm create tidemark FOLDER [-- --template web|terminal]

  FOLDER               where the app goes; new or empty
  --template NAME      web: Vite and React, in the browser (default)
                       terminal: a chat and a bot in the terminal

Without arguments, in a terminal, it asks.
`;

/** Reads the command line. Throws `options/invalid`. */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args);
  if (positionals.length > 1) throw invalid('FOLDER', positionals.join(' '), 'Name one folder');
  const { template, help = false } = values;
  if (template !== undefined && !isTemplate(template))
    throw invalid('--template', template, `There are ${TEMPLATE_NAMES.join(' and ')}`);
  return { folder: positionals[0], template, help };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { template: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw invalid('arguments', args.join(' '), (error as Error).message);
  }
}

const isTemplate = (name: string): name is TemplateName => (TEMPLATE_NAMES as readonly string[]).includes(name);

function invalid(option: string, found: string, todo: string): TidemarkError {
  return new TidemarkError('options/invalid', `${option} is ${found}. ${todo}.`, { option, found });
}
