/** What a line typed by a person means. */
export type Command =
  | { readonly kind: 'send'; readonly text: string }
  | { readonly kind: 'new'; readonly title: string; readonly members: readonly string[] }
  | { readonly kind: 'open'; readonly place: number }
  | { readonly kind: 'offline' | 'online' | 'list' | 'retry' | 'cancel' | 'who' | 'quit' | 'help' | 'nothing' }
  | { readonly kind: 'wrong'; readonly why: string };

export const HELP: readonly string[] = [
  '/offline, /online    leave the network, come back',
  '/list, /open N       conversations; open the Nth',
  '/new TITLE user…     start one ("two words" in quotes)',
  '/who                 members, and how far each has got',
  '/retry, /cancel      what failed or waits: again, or take back the last',
  '/quit                or Ctrl-C; what is unsent stays in the outbox',
  'PageUp, PageDown     earlier and later messages; Ctrl-J makes a line end',
];

const PLAIN = new Set(['offline', 'online', 'list', 'retry', 'cancel', 'who', 'quit', 'help'] as const);
type Plain = typeof PLAIN extends Set<infer Name> ? Name : never;

/** Reads one line. Text that begins with two slashes is a message that begins with one. */
export function readCommand(line: string): Command {
  const text = line.trim();
  if (text === '') return { kind: 'nothing' };
  if (!text.startsWith('/')) return { kind: 'send', text };
  if (text.startsWith('//')) return { kind: 'send', text: text.slice(1) };
  const [name = '', ...args] = wordsOf(text.slice(1));
  if (isPlain(name)) return { kind: name };
  if (name === 'open') {
    const place = Number(args[0]);
    return Number.isInteger(place) && place > 0
      ? { kind: 'open', place }
      : { kind: 'wrong', why: '/open wants a number of /list' };
  }
  if (name === 'new') {
    const [title, ...members] = args;
    return title !== undefined && members.length > 0
      ? { kind: 'new', title, members }
      : { kind: 'wrong', why: '/new wants a title and at least one user: /new Harbour bob tide-bot' };
  }
  return { kind: 'wrong', why: `/${name} is no command: /help lists them` };
}

function isPlain(name: string): name is Plain {
  return (PLAIN as ReadonlySet<string>).has(name);
}

function wordsOf(text: string): readonly string[] {
  return Array.from(text.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, word]) => quoted ?? word ?? '');
}
