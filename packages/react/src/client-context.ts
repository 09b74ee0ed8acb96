import { type Client, TidemarkError } from '@tidemark/core';
import { type Context, createContext, createElement, type ReactElement, type ReactNode, useContext } from 'react';

/** `null`: no provider. `undefined`: there is one, and no client yet. */
const ClientContext: Context<Client | undefined | null> = createContext<Client | undefined | null>(null);

export interface TidemarkProviderProps {
  /** Undefined on a server, and until `createClient` is done: hooks are `loading` then. The provider does not close it. */
  readonly client: Client | undefined;
  readonly children?: ReactNode;
}

/** Gives the components below it the client. */
export function TidemarkProvider({ client, children }: TidemarkProviderProps): ReactElement {
  return createElement(ClientContext.Provider, { value: client }, children);
}

/** The client of the provider above, or undefined while that has none. */
export function useProvided(): Client | undefined {
  const client = useContext(ClientContext);
  if (client === null) throw missing('There is no TidemarkProvider above this component');
  return client;
}

/**
 * The client, to write with. Throws `options/invalid` without a provider, and where its client is not there yet unless
 * that is allowed: on a server, for example.
 */
export function useClient(options: { readonly optional: true }): Client | undefined;
export function useClient(options?: { readonly optional?: false }): Client;
export function useClient({ optional = false }: { readonly optional?: boolean } = {}): Client | undefined {
  const client = useProvided();
  if (client || optional) return client;
  throw missing('TidemarkProvider has no client yet: render this later, or call useClient({ optional: true })');
}

const missing = (message: string): TidemarkError =>
  new TidemarkError('options/invalid', message, { option: 'client', found: 'undefined' });
