/** WebSocket close codes, from the range for applications (RFC 6455 section 7.4.2), beside the standard 1000 to 1011. */
export const CLOSE = {
  malformed: 4400,
  unauthorized: 4401,
  silent: 4408,
  replaced: 4409,
  tooLarge: 4413,
  protocol: 4426,
  slowReader: 4429,
  draining: 4503,
} as const;
