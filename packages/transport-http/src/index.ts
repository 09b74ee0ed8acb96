export { type Address, type HttpOptions, http } from './http.ts';
export type { Fetch } from './post.ts';
