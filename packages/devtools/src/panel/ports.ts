/** What the panel asks of its page. */
export interface PanelPorts {
  /** This device's clock, milliseconds since 1970. */
  now(): number;
  /** Runs before the page is painted next. The returned function takes it back. */
  frame(run: () => void): () => void;
  /** Runs later. The returned function takes it back. */
  after(delayMs: number, run: () => void): () => void;
  isVisible(): boolean;
  /** Hands a text to the person as a file. */
  save(name: string, text: string): void;
}

export function pagePorts(document: Document): PanelPorts {
  const window = document.defaultView as Window;
  return {
    now: () => Date.now(),
    frame(run) {
      const handle = window.requestAnimationFrame(run);
      return () => window.cancelAnimationFrame(handle);
    },
    after(delayMs, run) {
      const handle = window.setTimeout(run, delayMs);
      return () => window.clearTimeout(handle);
    },
    isVisible: () => document.visibilityState === 'visible',
    save(name, text) {
      const url = URL.createObjectURL(new Blob([text], { type: 'application/jsonl' }));
      const link = document.createElement('a');
      link.href = url;
      link.download = name;
      link.click();
      URL.revokeObjectURL(url);
    },
  };
}
