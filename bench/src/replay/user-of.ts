/** The user a client is. */
export const userOf = (client: number): string => `c${client + 1}`;
