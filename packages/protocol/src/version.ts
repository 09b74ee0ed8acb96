/** The version a client offers in `hello` and a server answers in `welcome`. Raised when a frame changes shape. */
export const PROTOCOL_VERSION = 1;
