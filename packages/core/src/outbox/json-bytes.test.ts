import fc from 'fast-check';
import { test } from 'vitest';
import { jsonBytes } from './json-bytes.ts';

test('[OUT-10] the bytes of a value are those of its JSON in UTF-8', () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom('a', '"', '\\', 'é', '߿', 'ࠀ', '￿', '😀', '\ud800', '\udc00')),
  });
  const value = fc.oneof(text, fc.jsonValue(), fc.dictionary(text, text));
  fc.assert(fc.property(value, (any) => jsonBytes(any) === Buffer.byteLength(JSON.stringify(any))));
});
