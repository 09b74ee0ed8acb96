import type { Client } from '@tidemark/core';
import type { NetworkSwitch } from '../network.ts';
import { createPanel, type Panel } from './panel.ts';
import { pagePorts } from './ports.ts';
import { STYLES } from './styles.ts';

/** Where the panel is docked; absent: it is part of the page, open, and as large as its place. */
export type Dock = 'bottom' | 'right';

/** `<tidemark-devtools>`: shows its client while it is in a page. */
export interface DevtoolsElement extends HTMLElement {
  client: Client | undefined;
  /** Where the network can be switched, the panel does it. */
  link: NetworkSwitch | undefined;
  /** As its attribute `dock`. */
  dock: Dock | undefined;
  /** Present while it is in a page and has a client. */
  readonly panel: Panel | undefined;
}

const NAME = 'tidemark-devtools';

/** Makes `<tidemark-devtools>` known to the page, once. */
export function defineDevtools(): void {
  // In the function: where there is no page, the package can be imported all the same.
  class TidemarkDevtools extends HTMLElement implements DevtoolsElement {
    static readonly observedAttributes = ['dock'];
    #client: Client | undefined;
    #link: NetworkSwitch | undefined;
    #panel: Panel | undefined;

    get client(): Client | undefined {
      return this.#client;
    }
    set client(client: Client | undefined) {
      this.#client = client;
      this.#restart();
    }
    get link(): NetworkSwitch | undefined {
      return this.#link;
    }
    set link(link: NetworkSwitch | undefined) {
      this.#link = link;
      this.#restart();
    }
    get dock(): Dock | undefined {
      const dock = this.getAttribute('dock');
      return dock === 'bottom' || dock === 'right' ? dock : undefined;
    }
    set dock(dock: Dock | undefined) {
      if (dock) this.setAttribute('dock', dock);
      else this.removeAttribute('dock');
    }
    get panel(): Panel | undefined {
      return this.#panel;
    }

    connectedCallback(): void {
      this.#restart();
    }
    disconnectedCallback(): void {
      this.#restart();
    }
    attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
      // From one side to another is a matter of style.
      if ((before === null) !== (after === null)) this.#restart();
    }

    #restart(): void {
      this.#panel?.dispose();
      this.#panel = undefined;
      if (!this.isConnected || !this.#client) return;
      const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [sheetOf(this.ownerDocument)];
      const [client, link, ports] = [this.#client, this.#link, pagePorts(this.ownerDocument)];
      this.#panel = createPanel({ client, link, root, ports, isFixed: this.dock === undefined });
    }
  }
  if (!customElements.get(NAME)) customElements.define(NAME, TidemarkDevtools);
}

const sheets = new WeakMap<Document, CSSStyleSheet>();

/** A constructed sheet: a page that forbids inline styles does not forbid it. */
function sheetOf(document: Document): CSSStyleSheet {
  const made = sheets.get(document);
  if (made) return made;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  sheets.set(document, sheet);
  return sheet;
}

export function createElement(document: Document): DevtoolsElement {
  defineDevtools();
  return document.createElement(NAME) as DevtoolsElement;
}
