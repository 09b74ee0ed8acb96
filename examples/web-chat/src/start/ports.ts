import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the page and the server were the last time: a browser keeps what people wrote by the page's address. */
export interface Ports {
  readonly page: number;
  readonly server: number;
}

const DEFAULTS: Ports = { page: 4600, server: 4610 };
const FILE = 'ports.json';

export function rememberedPorts(data: string): Ports {
  try {
    const found = JSON.parse(readFileSync(join(data, FILE), 'utf8')) as Partial<Record<keyof Ports, unknown>>;
    return { page: portOr(found.page, DEFAULTS.page), server: portOr(found.server, DEFAULTS.server) };
  } catch {
    return DEFAULTS;
  }
}

export function rememberPorts(data: string, ports: Ports): void {
  writeFileSync(join(data, FILE), `${JSON.stringify(ports)}\n`);
}

function portOr(found: unknown, otherwise: number): number {
  return Number.isInteger(found) && Number(found) > 0 && Number(found) < 65_536 ? Number(found) : otherwise;
}
