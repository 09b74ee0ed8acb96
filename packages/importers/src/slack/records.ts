/** Records of a Slack export, as far as they are read. */

export interface SlackUser {
  readonly id: string;
  readonly name?: string | undefined;
  readonly real_name?: string | undefined;
  readonly profile?:
    | { readonly display_name?: string | undefined; readonly real_name?: string | undefined }
    | undefined;
}

export interface SlackChannel {
  readonly id: string;
  readonly name?: string | undefined;
  readonly members?: readonly string[] | undefined;
}

export interface SlackMessage {
  readonly type?: string | undefined;
  readonly subtype?: string | undefined;
  /** Seconds since 1970 with six decimals, unlike any other of its channel. */
  readonly ts: string;
  readonly user?: string | undefined;
  /** Of what a program says. */
  readonly username?: string | undefined;
  readonly bot_id?: string | undefined;
  readonly text?: string | undefined;
  /** The `ts` of the message below which it stands, or its own where others stand below it. */
  readonly thread_ts?: string | undefined;
  readonly edited?: { readonly ts?: string | undefined } | undefined;
  readonly reactions?: readonly { readonly name: string; readonly users?: readonly string[] | undefined }[] | undefined;
  readonly files?: readonly SlackFile[] | undefined;
}

interface SlackFile {
  readonly name?: string | undefined;
  readonly mimetype?: string | undefined;
  readonly size?: number | undefined;
  readonly url_private?: string | undefined;
}

const TS = /^\d{1,11}\.\d{1,6}$/;

export const isMessage = ({ ts }: Partial<SlackMessage>): boolean => typeof ts === 'string' && TS.test(ts);

export const msOf = (ts: string): number => Math.floor(Number(ts) * 1000);
