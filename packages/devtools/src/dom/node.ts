/** What an element is to be: plain data, made anew for each paint. Text is text, whatever it says. */
export interface ViewNode {
  readonly tag: string;
  /** Tells siblings apart; without it, their place does. */
  readonly key?: string | undefined;
  readonly attributes: Readonly<Record<string, string | true>>;
  /** Properties of the element that are no attributes: what a person may have changed meanwhile. */
  readonly value?: string | undefined;
  readonly checked?: boolean | undefined;
  /** Lengths and colours: set through the element, so that no policy of the page forbids them. */
  readonly style: Readonly<Record<string, string>>;
  readonly on: Readonly<Record<string, (event: Event) => void>>;
  readonly children: readonly (ViewNode | string)[];
}

export interface Attributes {
  readonly key?: string | undefined;
  readonly class?: string | undefined;
  readonly value?: string | undefined;
  readonly checked?: boolean | undefined;
  readonly style?: Readonly<Record<string, string>> | undefined;
  readonly on?: Readonly<Record<string, (event: Event) => void>> | undefined;
  /** `true` sets it without a value; undefined and false leave it out. */
  readonly [attribute: string]: unknown;
}

export type Child = ViewNode | string | number | false | undefined | readonly Child[];

/** Describes an element. */
export function h(tag: string, attributes: Attributes = {}, ...children: readonly Child[]): ViewNode {
  const { key, value, checked, style = {}, on = {}, ...rest } = attributes;
  return {
    tag,
    ...(key !== undefined && { key }),
    ...(value !== undefined && { value }),
    ...(checked !== undefined && { checked }),
    ...{ style, on, attributes: attributesOf(rest), children: childrenOf(children) },
  };
}

function attributesOf(rest: Readonly<Record<string, unknown>>): Readonly<Record<string, string | true>> {
  const set = Object.entries(rest).filter(([, value]) => value !== undefined && value !== false);
  return Object.fromEntries(set.map(([name, value]) => [name, value === true ? true : String(value)]));
}

function childrenOf(children: readonly Child[]): readonly (ViewNode | string)[] {
  return children.flatMap((child): readonly (ViewNode | string)[] => {
    if (child === undefined || child === false) return [];
    if (typeof child === 'string' || typeof child === 'number') return [String(child)];
    return 'tag' in child ? [child] : childrenOf(child);
  });
}
