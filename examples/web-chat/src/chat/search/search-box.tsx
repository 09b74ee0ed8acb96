import './search-box.css';
import { type KeyboardEvent, type ReactElement, useEffect, useRef } from 'react';
import { Icon } from '../icons/icon.tsx';
import { goToList } from '../route/place.ts';

export interface SearchBoxProps {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** The arrow leads from the field to what was found. */
  readonly goToResults: () => void;
}

/** Ctrl-K or ⌘K comes here from anywhere, Escape leaves. */
export function SearchBox({ text, setText, goToResults }: SearchBoxProps): ReactElement {
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    function pressed(event: globalThis.KeyboardEvent): void {
      if (event.key !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      // At once: what is typed next is meant for the field.
      field.current?.focus();
      if (field.current?.offsetParent !== null) return;
      // On a phone the list is a screen of its own.
      goToList();
      requestAnimationFrame(() => field.current?.focus());
    }
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);

  function pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      setText('');
      field.current?.blur();
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      goToResults();
    }
  }

  return (
    <search className="search-box">
      <Icon name="search" size={18} />
      <input
        ref={field}
        type="search"
        aria-label="Search"
        placeholder="Search"
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={pressed}
      />
      <kbd>{/Mac|iP/.test(navigator.platform) ? '⌘K' : 'Ctrl K'}</kbd>
    </search>
  );
}
