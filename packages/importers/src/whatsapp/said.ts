import type { SourceFile } from '../source-event.ts';

/** What stands after the time of a message. */
export interface Said {
  /** A name, or a number; absent where nobody said it. */
  readonly author?: string | undefined;
  readonly text: string;
  readonly isSystem?: true | undefined;
  readonly file?: SourceFile | undefined;
  readonly edited?: true | undefined;
  readonly deleted?: true | undefined;
}

/** A name has no colon and no quotation marks: those stand in `Ann changed the subject to "A: B"`. */
const AUTHOR = /^(?<author>[^:"“”„«»]{1,128}?):(?:[ \u00a0]|$)(?<said>.*)$/su;
const MARK = '\u200e';
const DIRECTION = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** `<attached: 00000012-PHOTO-2024-01-31.jpg>`, in whatever language. */
const ATTACHED_IOS = /^<[^<>:]{1,40}:[ \u00a0](?<name>[^<>]+\.\w{1,5})>$/u;
/** `IMG-20240131-WA0001.jpg (file attached)`, in whatever language. */
const ATTACHED_ANDROID = /^(?<name>[^\n]{1,200}\.\w{1,5}) \([^()\n]{3,40}\)(?:\n(?<caption>.*))?$/su;
/** What stands for something that was left out of the export; iOS says what it was. */
const OMITTED: ReadonlySet<string> = new Set([
  ...['<media omitted>', '<medien ausgeschlossen>', '<multimedia omitido>', '<médias omis>', '<média omis>'],
  ...['<media omessi>', '<arquivo de mídia oculto>', '<mídia oculta>', '<media weggelaten>', '<без медиафайлов>'],
]);
const OMITTED_IOS =
  /^(?:image|photo|video|audio|gif|sticker|document|contact card|bild|foto|dokument|imagen|vídeo|imagem|documento|vidéo|document|immagine|afbeelding) (?:omitted|weggelassen|omitido|omitida|absente|absent|omis|omise|omesso|omessa|ocultado|ocultada|weggelaten)$/iu;
const EDITED =
  /[ ]?\u200e?<(?:This message was edited|Diese Nachricht wurde bearbeitet|Se editó este mensaje|Ce message a été modifié)\.?>$/iu;
const DELETED =
  /^(?:This message was deleted|You deleted this message|Diese Nachricht wurde gelöscht|Du hast diese Nachricht gelöscht|Se eliminó este mensaje|Eliminaste este mensaje|Ce message a été supprimé|Vous avez supprimé ce message)\.?$/iu;

/** `rest`: what follows the time, with all the lines of the message. */
export function saidIn(rest: string): Said {
  const { author, said } = AUTHOR.exec(rest)?.groups ?? {};
  if (author === undefined || said === undefined) return { text: plain(rest), isSystem: true };
  const name = plain(author).replace(/^~[ \u00a0\u202f]?/, '');
  const whole = said.trimEnd();
  const text = whole.replace(EDITED, '');
  const edited = text === whole ? {} : { edited: true as const };
  const bare = plain(text);
  if (DELETED.test(bare)) return { author: name, text: '', deleted: true };
  const file = fileIn(bare, said.startsWith(MARK));
  if (file) return { author: name, ...file, ...edited };
  // iOS begins with this mark what it says itself: calls, encryption, who joined.
  if (said.startsWith(MARK)) return { author: name, text: bare, isSystem: true };
  return { author: name, text, ...edited };
}

function fileIn(text: string, isMarked: boolean): Pick<Said, 'text' | 'file'> | undefined {
  if (OMITTED.has(text.toLowerCase()) || (isMarked && OMITTED_IOS.test(text))) return { text: '', file: {} };
  const found = ATTACHED_IOS.exec(text) ?? (isMarked || isOurs(text) ? ATTACHED_ANDROID.exec(text) : null);
  const { name, caption = '' } = found?.groups ?? {};
  return name === undefined ? undefined : { text: caption, file: { name } };
}

/** Without the mark, a text that merely ends in brackets is told from a file by the name that Android gives files. */
const isOurs = (text: string): boolean => /^[A-Z]{3}-\d{8}-WA\d{4}\./.test(text) || / \(file attached\)/.test(text);

const plain = (text: string): string => text.replace(DIRECTION, '').trim();
