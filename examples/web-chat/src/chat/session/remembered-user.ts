const KEY = 'web-chat.user';

/** Who signed in here last: the chat opens as theirs, also without a network. */
export const rememberedUser = (): string | undefined => localStorage.getItem(KEY) ?? undefined;

export function rememberUser(user: string | undefined): void {
  if (user === undefined) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, user);
}
