import { z } from 'zod';
import { countSchema } from '../primitives.ts';

/** What a message says of a file. The bytes are a blob, or lie at an address; it has one of the two, or both. */
export interface Attachment {
  /** The id of a blob. */
  readonly blob?: string | undefined;
  readonly url?: string | undefined;
  /** A media type such as `image/jpeg`. */
  readonly type: string;
  readonly name?: string | undefined;
  /** In bytes. */
  readonly size?: number | undefined;
  /** In pixels. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly durationMs?: number | undefined;
  /** A few bytes to show until the file is there, such as a blurhash or a tiny image as text. */
  readonly preview?: string | undefined;
}

export const attachmentSchema: z.ZodType<Attachment> = z
  .strictObject({
    blob: z.string().min(1).max(256).optional(),
    url: z.string().min(1).max(2048).optional(),
    type: z.string().regex(/^[\w.+-]{1,127}\/[\w.+-]{1,127}$/),
    name: z.string().min(1).max(256).optional(),
    size: countSchema.optional(),
    width: countSchema.optional(),
    height: countSchema.optional(),
    durationMs: countSchema.optional(),
    preview: z.string().max(4096).optional(),
  })
  .refine(({ blob, url }) => blob !== undefined || url !== undefined, 'expected a blob or a url');
