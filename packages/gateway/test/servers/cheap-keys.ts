import assert from 'node:assert/strict'
import crypto, { type BinaryLike, type ScryptOptions } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

type Done = (error: Error | null, key: Buffer) => void

const { scrypt } = crypto

/**
 * Makes scrypt cheap in this process, whose tests make and compare dozens of passwords: at the cost that is right for them, each takes
 * 80 ms of a processor. Everything else stays, and a key that is asked for with another cost is an error.
 */
export function cheapenKeys(): void {
  Object.assign(crypto, { scrypt: deriveCheaply })
  // Named imports follow only then.
  syncBuiltinESMExports()
}

function deriveCheaply(
  password: BinaryLike,
  salt: BinaryLike,
  length: number,
  options: ScryptOptions,
  done: Done,
): void {
  const { N, r, p } = options
  assert.deepEqual({ N, r, p, length }, { N: 16_384, r: 16, p: 1, length: 64 }, 'the cost of the keys of passwords')
  scrypt(password, salt, length, { ...options, N: 2 }, done)
}
