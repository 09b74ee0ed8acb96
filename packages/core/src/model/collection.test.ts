import { expect, test } from 'vitest';
import { type CollectionDef, checkCollectionName, type StandardResult, validate } from './collection.ts';

interface Task {
  readonly title: string;
}

const defOf = (
  check: (value: unknown) => StandardResult<Task> | Promise<StandardResult<Task>>,
): CollectionDef<Task> => ({
  name: 'task',
  schema: { '~standard': { version: 1, validate: check } },
});

test('[WRI-9] a collection has a name of the protocol that is not one of ours', () => {
  for (const name of ['task', 'a', 'my.notes-2', 'x'.repeat(64)]) expect(() => checkCollectionName(name)).not.toThrow();
  const ours = ['message', 'conversation', 'member', 'membership', 'profile', 'reaction', 'setting', 'mention'];
  for (const name of [...ours, '', 'Task', '2do', 'a b', 'ünits', 'x'.repeat(65)])
    expect(() => checkCollectionName(name)).toThrow(expect.objectContaining({ code: 'options/invalid' }));
});

test('[WRI-10] what is written is what the schema returns', () => {
  const trimmed = defOf((value) => ({ value: { title: (value as Task).title.trim() } }));
  expect(validate(trimmed, { title: ' Ahoy ' })).toEqual({ title: 'Ahoy' });
});

test('[WRI-10] what does not fit is refused with the path and words of the first issue', () => {
  const refusing = (path?: readonly unknown[]) => defOf(() => ({ issues: [{ message: 'too short', path }] }));
  const thrown = (path: string) =>
    expect.objectContaining({ code: 'write/invalid', details: { path, found: '{"t":1}' } });
  expect(() => validate(refusing(['title', 0]), { t: 1 })).toThrow(thrown('task.title.0'));
  expect(() => validate(refusing(), { t: 1 })).toThrow(thrown('task'));
  expect(() =>
    validate(
      defOf(() => ({ issues: [] })),
      undefined,
    ),
  ).toThrow(/does not fit the schema/);
});

test('[WRI-10] an asynchronous schema is refused', () => {
  const late = defOf(async () => ({ value: { title: 'late' } }));
  expect(() => validate(late, {})).toThrow(expect.objectContaining({ code: 'options/invalid' }));
});
