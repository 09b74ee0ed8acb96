/**
 * The id of the direct conversation of two users, whoever asks, so that both mean the same one without having met
 * (PRO-49): the length of the smaller name, a tilde, that name, a tilde, the other. One's own notes: both are oneself.
 */
export function directId(one: string, other: string): string {
  const [first, second] = one < other ? [one, other] : [other, one];
  return `${first.length}~${first}~${second}`;
}

/** Whether an id is one that `directId` makes, of whomever. */
export function isDirectId(id: string): boolean {
  const [, length = '', rest = ''] = /^(\d{1,3})~(.*)$/u.exec(id) ?? [];
  const first = rest.slice(0, Number(length));
  const second = rest.slice(Number(length) + 1);
  return first !== '' && second !== '' && directId(first, second) === id;
}
