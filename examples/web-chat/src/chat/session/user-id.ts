/** `Ann Lee` is the user `ann-lee`. In an app the server says who somebody is. */
export function userIdOf(name: string): string {
  return name.trim().toLowerCase().replace(/\s+/gu, '-');
}

/** What a user is called as long as nobody said anything else. */
export function nameOfId(user: string): string {
  return user.replace(/(^|-)(\p{L})/gu, (_, dash: string, letter: string) => (dash ? ' ' : '') + letter.toUpperCase());
}
