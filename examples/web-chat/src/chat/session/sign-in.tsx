import './sign-in.css';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Icon } from '../icons/icon.tsx';

export function SignIn({ signIn }: { readonly signIn: (name: string) => void }): ReactElement {
  const [name, setName] = useState('');
  const isReady = name.trim() !== '';
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isReady) signIn(name);
  }
  return (
    <main className="sign-in">
      <form className="sign-in-card" onSubmit={submit}>
        <Icon name="wave" size={44} />
        <h1>Tidemark</h1>
        <p>A chat that works on the train. Who are you?</p>
        <label className="sign-in-field">
          <span>Your name</span>
          <input
            value={name}
            onChange={(event) => setName(event.target.value)}
            autoComplete="username"
            maxLength={64}
            // biome-ignore lint/a11y/noAutofocus: it is all there is on this page
            autoFocus
          />
        </label>
        <button type="submit" className="strong-button" disabled={!isReady}>
          Go on
        </button>
        <p className="hint">Development sign-in: any name, no password.</p>
      </form>
    </main>
  );
}
