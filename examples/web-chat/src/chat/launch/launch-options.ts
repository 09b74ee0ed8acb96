/** What the page's address says. */
export interface LaunchOptions {
  /** `?as=ann`: signs in under this name at once, for development. */
  readonly as: string | undefined;
  /** `?server=ws://…`: where the sync server is; `/sync` of the page's own origin by default. */
  readonly server: string;
  /** `?stage=1`: shows the network switch and the outbox, for demonstrations. */
  readonly isStage: boolean;
}

export function launchOptions({
  search,
  protocol,
  host,
}: Pick<Location, 'search' | 'protocol' | 'host'>): LaunchOptions {
  const query = new URLSearchParams(search);
  return {
    as: query.get('as') || undefined,
    server: query.get('server') || `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/sync`,
    isStage: query.get('stage') === '1',
  };
}
