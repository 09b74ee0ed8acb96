/** A text as Slack writes it, for people to read, and whom it names. */
export interface PlainText {
  readonly text: string;
  /** Ids of users, each once. */
  readonly mentions: readonly string[];
}

const LINK = /<(?<kind>[@#!]?)(?<target>[^<>|]+)(?:\|(?<label>[^<>]*))?>/g;
const ENTITY = /&(?<name>amp|lt|gt);/g;
const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

/** `<@U1>` becomes @name, `<#C1|general>` #general, `<https://…|here>` here (https://…). */
export function plainText(written: string, nameOf: (user: string) => string): PlainText {
  const mentions = new Set<string>();
  const text = written
    .replace(LINK, (...parts) => {
      const { kind, target, label } = parts.at(-1) as { kind: string; target: string; label?: string };
      switch (kind) {
        case '@':
          mentions.add(target);
          return `@${label || nameOf(target)}`;
        case '#':
          return `#${label || target}`;
        case '!':
          return `@${(label || target.split('^')[0] || target).replace(/^@/, '')}`;
        default:
          return label && label !== target ? `${label} (${target.replace(/^mailto:/, '')})` : target;
      }
    })
    .replace(ENTITY, (_, name: string) => CHARACTERS[name] as string);
  return { text, mentions: [...mentions] };
}
