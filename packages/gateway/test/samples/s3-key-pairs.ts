import { createRequire } from 'node:module'

/** The one account of s3rver, with the key pairs that it knows. */
interface S3rverAccount {
  createKeyPair(accessKeyId: string, secretAccessKey: string): void
  revokeAccessKey(accessKeyId: string): void
}

const { DUMMY_ACCOUNT: account } = createRequire(import.meta.url)('@20minutes/s3rver/lib/models/account.js') as {
  DUMMY_ACCOUNT: S3rverAccount
}

/** Gives the user of this process's S3 servers another key pair, as a cloud's console does. */
export function createS3KeyPair(accessKeyId: string, secretAccessKey: string): void {
  account.createKeyPair(accessKeyId, secretAccessKey)
}

/** Deletes a key pair: what it signed is refused from now on. */
export function deleteS3KeyPair(accessKeyId: string): void {
  account.revokeAccessKey(accessKeyId)
}
