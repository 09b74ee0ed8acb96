import type { Client } from '@tidemark/core';
import { patch } from '../dom/patch.ts';
import type { NetworkSwitch } from '../network.ts';
import { exportLines } from '../record/log-line.ts';
import { createRecorder } from '../record/recorder.ts';
import { launcherView, panelView } from '../views/panel-view.ts';
import { createActions } from './actions.ts';
import { FIRST_STATE, type PanelState } from './panel-state.ts';
import type { PanelPorts } from './ports.ts';

/** The panel in its root. */
export interface Panel {
  open(): void;
  close(): void;
  isOpen(): boolean;
  /** The log as JSON Lines. */
  exportLog(): string;
  /** Leaves no listener and no timer; takes back its own pause. */
  dispose(): void;
}

export interface PanelOptions {
  readonly client: Client;
  readonly link?: NetworkSwitch | undefined;
  readonly root: ShadowRoot;
  readonly ports: PanelPorts;
  /** Part of a page: open, and stays so. */
  readonly isFixed: boolean;
}

/** Events that the log holds. */
const LOG_LIMIT = 2_000;
/** Countdowns and ages go on so often, and what is read is read again where something happened. */
const TICK_MS = 1_000;

/**
 * Paints what the recorder knows, once a frame at most, and only while it is open:
 *
 *   event · press · tick ─▶ invalidate ─▶ (next frame) paint ─▶ patch
 */
export function createPanel({ client, link, root, ports, isFixed }: PanelOptions): Panel {
  let state: PanelState = FIRST_STATE;
  let isOpen = false;
  let isDisposed = false;
  let isReading = false;
  let unpaint: (() => void) | undefined;
  let untick: (() => void) | undefined;
  const recorder = createRecorder({ client, now: ports.now, recorded: invalidate, limit: LOG_LIMIT });
  const unlink = link?.subscribe(invalidate);

  function invalidate(): void {
    if (!isOpen || unpaint) return;
    unpaint = ports.frame(() => {
      unpaint = undefined;
      paint();
    });
  }

  function paint(): void {
    const context = { recorder, state, actions, network: link?.state(), user: client.user, now: ports.now() };
    patch(root, [isOpen ? panelView(context, isFixed ? undefined : close) : launcherView(open)]);
  }

  function change(next: Partial<PanelState>): void {
    const hasTurned = next.tab !== undefined && next.tab !== state.tab;
    state = { ...state, ...next };
    if (hasTurned || next.notice) void read();
    invalidate();
  }

  /** Reads what the chosen view shows and memory does not have. */
  async function read(): Promise<void> {
    const { tab } = state;
    if (isReading || !isOpen || (tab !== 'streams' && tab !== 'cache')) return;
    isReading = true;
    try {
      const found =
        tab === 'streams' ? { streams: await recorder.inspector.streams() } : { usage: await client.cache.usage() };
      state = { ...state, ...found };
    } catch (error) {
      state = { ...state, notice: { tone: 'bad', text: String(error) } };
    }
    isReading = false;
    // Another view was chosen meanwhile, and has not been read.
    if (state.tab !== tab) void read();
    invalidate();
  }

  function tick(): void {
    untick = ports.after(TICK_MS, tick);
    if (!ports.isVisible()) return;
    if (recorder.takeNews()) void read();
    invalidate();
  }

  function open(): void {
    if (isOpen || isDisposed) return;
    isOpen = true;
    paint();
    tick();
    void read();
    if (!isFixed) root.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
  }

  function rest(): void {
    isOpen = false;
    unpaint?.();
    untick?.();
    unpaint = untick = undefined;
  }

  function close(): void {
    if (!isOpen || isFixed) return;
    rest();
    paint();
    root.querySelector<HTMLElement>('.launcher')?.focus();
  }

  const exportLog = (): string => exportLines(state.stopped ?? recorder.entries());
  const actions = createActions({
    ...{ client, link, change },
    log: {
      stop: (isStopped) => change({ stopped: isStopped ? recorder.entries() : undefined }),
      clearLog() {
        recorder.clear();
        change({ stopped: state.stopped && [] });
      },
      exportLog: () => ports.save('tidemark-log.jsonl', exportLog()),
    },
  });

  if (isFixed) open();
  else paint();

  return {
    open,
    close,
    isOpen: () => isOpen,
    exportLog,
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      rest();
      recorder.close();
      unlink?.();
      actions.endPause();
      patch(root, []);
    },
  };
}
