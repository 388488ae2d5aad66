import crypto, { type BinaryLike, type ScryptOptions } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

type Done = (error: Error | null, key: Buffer) => void

const { scrypt } = crypto
const keys = new Map<string, Buffer>()

/**
 * Makes this process compute each key of scrypt once. The key depends on nothing but the input, and each takes 80 ms of a processor, so
 * a test that signs in with the same password again and again would spend most of its time on it.
 */
export function rememberKeys(): void {
  Object.assign(crypto, { scrypt: recall })
  // Named imports follow only then.
  syncBuiltinESMExports()
}

function recall(password: BinaryLike, salt: BinaryLike, length: number, options: ScryptOptions, done: Done): void {
  const input = JSON.stringify([password, salt, length, options])
  const key = keys.get(input)
  if (key !== undefined) {
    setImmediate(done, null, Buffer.from(key))
    return
  }
  scrypt(password, salt, length, options, (error, made) => {
    if (error === null) keys.set(input, Buffer.from(made))
    done(error, made)
  })
}
