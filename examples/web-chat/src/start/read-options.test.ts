import { expect, test } from 'vitest';
import { readOptions, UsageError } from './read-options.ts';

const read = (...args: string[]): unknown => readOptions(args, '/here');

test('without options it shows the page, keeps its data in a folder here, and opens a browser', () => {
  const found = { kind: 'page', data: '/here/.tidemark-data/start', port: undefined, opens: true, isFresh: false };
  expect(read()).toEqual(found);
});

test('each option is taken, a folder from where the person is', () => {
  const page = { kind: 'page', data: '/here/there', port: 8080, opens: false, isFresh: true };
  expect(read('--data', 'there', '--port', '8080', '--no-open', '--fresh')).toEqual(page);
  expect(read('--ci', '--data=/else')).toMatchObject({ kind: 'ci', data: '/else' });
  expect(read('--help')).toEqual({ kind: 'help' });
  expect(read('-h')).toEqual({ kind: 'help' });
});

test('the story in the terminal is told everything else', () => {
  expect(read('--terminal', '--ci', '--data', 'x')).toEqual({ kind: 'terminal', args: ['--ci', '--data', 'x'] });
});

test.each([
  [['--prot', '1'], /^Unknown option '--prot'\.$/],
  [['--port', 'http'], /^--port is a number from 1 to 65535, not "http"\.$/],
  [['--port', '0'], /not "0"/],
  [['--port', '65536'], /not "65536"/],
  [['--port', '1e3'], /not "1e3"/],
  [['--port'], /^Option '--port <value>' argument missing\.$/],
  [['--data='], /names no folder/],
  [['--ci', '--port', '80'], /no --port/],
  [['--ci=yes'], /'--ci' does not take an argument\.$/],
  [['please'], /^Unexpected argument 'please'\.$/],
])('%j is refused in one sentence', (args, sentence) => {
  const reading = (): unknown => read(...args);
  expect(reading).toThrow(UsageError);
  expect(reading).toThrow(sentence);
});
