/** What an app made by create-tidemark has of an example: everything but what only this repository needs. */
export interface Template {
  readonly name: string;
  /** The folder of the example, from the root. */
  readonly example: string;
  /** Files that stay here: tests are left out anyway. */
  readonly leftOut: readonly RegExp[];
  /** Takes the place of those of the example. */
  readonly scripts: Readonly<Record<string, string>>;
  /** What the example finds in this repository, by name. */
  readonly brought: readonly string[];
  /** Text that is so in the repository alone: by file, what stands there and what takes its place. */
  readonly replaced: Readonly<Record<string, readonly (readonly [RegExp, string])[]>>;
}

const SERVER = 'tidemark-server --dev --data .tidemark-data/server';

export const TEMPLATES: readonly Template[] = [
  {
    name: 'terminal',
    example: 'examples/terminal-chat',
    leftOut: [/^src\/test-support\//],
    scripts: {
      start: 'node src/main.ts',
      bot: 'node src/bot.ts',
      story: 'node src/story.ts',
      server: SERVER,
      types: 'tsc',
    },
    brought: ['@types/node', 'typescript'],
    replaced: {
      'src/main.ts': [[/npm start --workspace examples\/terminal-chat/, 'npm start']],
      'src/story.ts': [[/npm start -- --terminal(?= )/g, 'npm run story']],
    },
  },
  {
    name: 'web',
    example: 'examples/web-chat',
    leftOut: [/^stage\.html$/, /^test\//, /^src\/(plan|stage|start|story|test-support)\//],
    scripts: { dev: 'vite', build: 'vite build', preview: 'vite preview', server: SERVER, types: 'tsc' },
    brought: ['@tidemark/server-reference', '@types/node', 'typescript'],
    replaced: {
      'src/chat/session/open-client.ts': [[/ *if \([^)]*\) window\.tidemarkOnStage[^\n]*\n/, '']],
      'vite.config.ts': [[/ *\/\/ Workspace packages[^\n]*\n *resolve: \{ conditions: [^\n]*\n/, '']],
    },
  },
];
