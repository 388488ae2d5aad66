/**
 * Node's module for HTTP, without an `import`: that would read each of its exports, and `WebSocket` is one that loads Node's own
 * undici. This takes about 35 ms of processor time at a start. In the same way, an `import` of `node:tls` or `node:https` reads all
 * root certificates.
 */
export const http = process.getBuiltinModule('node:http')
