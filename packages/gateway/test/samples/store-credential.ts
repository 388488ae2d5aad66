import { type RunOptions, readSignpost } from '../servers/run-signpost.ts'

/** No name under `.invalid` is ever found (RFC 2606), so that nothing leaves this machine. */
const place = ['--region', 'eu-central-1', '--endpoint', 'https://s3.store.invalid']

/** Stores a credential that signs for the buckets of its own name, as `credential add` does. */
export function storeCredential(name: string, options: RunOptions): Promise<{ readonly id: string }> {
  const args = ['credential', 'add', name, '--access-key-id', 'AKIDEXAMPLE', ...place, '--bucket', `${name}*`]
  return readSignpost(args, { input: `secret of ${name}`, ...options })
}

/** Makes a token that may do everything. */
export async function createToken(options: RunOptions): Promise<string> {
  const { token } = await readSignpost<{ token: string }>(['token', 'create', 'test'], options)
  return token
}
