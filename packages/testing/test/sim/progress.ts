/** One line that tells how far it is: rewritten on a terminal, else written anew from time to time. */
export interface Progress {
  tell(text: string): void;
  end(): void;
}

const ON_TERMINAL_MS = 200;
const IN_LOG_MS = 20_000;

export function createProgress(stream: NodeJS.WriteStream): Progress {
  const isTerminal = stream.isTTY;
  let toldMs = isTerminal ? 0 : performance.now();
  return {
    tell(text) {
      if (performance.now() - toldMs < (isTerminal ? ON_TERMINAL_MS : IN_LOG_MS)) return;
      toldMs = performance.now();
      stream.write(isTerminal ? `\r\x1b[K${text}` : `${text}\n`);
    },
    end() {
      if (isTerminal) stream.write('\r\x1b[K');
    },
  };
}
