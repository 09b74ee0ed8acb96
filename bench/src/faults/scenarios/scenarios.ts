import { badNetwork } from './bad-network.ts';
import { killClients } from './kill-clients.ts';
import { killRenderer } from './kill-renderer.ts';
import { killServer } from './kill-server.ts';
import type { Scenario } from './scenario.ts';

export const SCENARIOS: readonly Scenario[] = [killClients, killServer, killRenderer, badNetwork];
