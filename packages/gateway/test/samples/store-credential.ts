import { addAccount } from '../../src/admin/add-account.ts'
import { addCredential } from '../../src/admin/add-credential.ts'
import { createToken as createTokenAct } from '../../src/admin/create-token.ts'
import { revokeToken as revokeTokenAct } from '../../src/admin/revoke-token.ts'
import { Secret } from '../../src/core/secret.ts'
import { administer, type Place } from './administer.ts'

/** A new token. */
export interface CreatedToken {
  readonly id: string
  readonly token: string
}

type Fields<Act extends { run(input: never, dependencies: never): unknown }> = Partial<Parameters<Act['run']>[0]>

/** The fields of a credential beside its name; the secret is plain text. */
export interface CredentialFields extends Omit<Fields<typeof addCredential>, 'name' | 'secretAccessKey'> {
  readonly secret?: string
}

/**
 * Stores a credential, which by default signs for buckets whose name begins with its own name.
 * No name under `.invalid` ever resolves (RFC 2606), so nothing leaves this machine.
 */
export async function storeCredential(
  name: string,
  place: Place,
  { secret = `secret of ${name}`, ...fields }: CredentialFields = {},
): Promise<{ readonly id: string }> {
  const store = { accessKeyId: 'AKIDEXAMPLE', region: 'eu-central-1', endpoint: 'https://s3.store.invalid' }
  // The store gets no request, so the setup of a test waits for nothing and leaves no request behind.
  const input = {
    ...store,
    unchecked: true,
    bucketPatterns: [`${name}*`],
    ...fields,
    name,
    secretAccessKey: new Secret(secret),
  }
  return administer(place, (dependencies) => addCredential.run(input, dependencies))
}

/** Stores a credential for AWS that signs for every bucket. */
export function storeAwsCredential(place: Place, fields: CredentialFields = {}): Promise<{ readonly id: string }> {
  return storeCredential('aws', place, { endpoint: undefined, bucketPatterns: [], ...fields })
}

/** The fields of a token. */
export type TokenFields = Fields<typeof createTokenAct>

/** Makes a token that by default may do everything. */
export async function createToken(place: Place, fields: TokenFields = {}): Promise<string> {
  return (await createTokenWithId(place, fields)).token
}

/** Like {@link createToken}, for a test that needs the token's id. */
export function createTokenWithId(place: Place, fields: TokenFields = {}): Promise<CreatedToken> {
  return administer(place, async (dependencies) => {
    const { id, token } = await createTokenAct.run({ name: 'test', ...fields }, dependencies)
    if (token === null) throw new Error('A token with this name exists already')
    return { id, token }
  })
}

/** Revokes a token. */
export async function revokeToken(id: string, place: Place): Promise<void> {
  await administer(place, (dependencies) => revokeTokenAct.run({ id }, dependencies))
}

/** Makes an account. */
export async function createAccount(name: string, place: Place): Promise<void> {
  await administer(place, (dependencies) => addAccount.run({ name }, dependencies))
}
