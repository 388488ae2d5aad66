/**
 * Node's module for HTTP, without an `import`: that would read each of its exports, and `WebSocket` is one that loads Node's own
 * undici. This takes about 30 ms of processor time at a start. `node:https` and `node:tls` take 15 ms however they are loaded, so
 * they are loaded where they are used.
 */
export const http = process.getBuiltinModule('node:http')
