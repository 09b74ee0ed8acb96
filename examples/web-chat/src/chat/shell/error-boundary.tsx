import './error-boundary.css';
import { TidemarkError } from '@tidemark/core';
import { Component, type ErrorInfo, type ReactElement, type ReactNode } from 'react';

interface State {
  readonly error?: unknown;
  readonly isBroken: boolean;
}

/** Whatever breaks on the page, what was written is in the database: say so, and offer to open it again. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { isBroken: false };

  static getDerivedStateFromError(error: unknown): State {
    return { error, isBroken: true };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    console.error(error, componentStack);
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    return <Trouble error={this.state.error} again={() => this.setState({ error: undefined, isBroken: false })} />;
  }
}

export function Trouble({ error, again }: { readonly error: unknown; readonly again: () => void }): ReactElement {
  const message = error instanceof Error ? error.message : String(error);
  return (
    <main className="trouble">
      <div role="alert">
        <h1>This did not work</h1>
        <p>{message}</p>
        {TidemarkError.is(error) && <code>{error.code}</code>}
        <p className="hint">What you wrote is safe on this device.</p>
      </div>
      <button type="button" className="strong-button" onClick={again}>
        Try again
      </button>
    </main>
  );
}
