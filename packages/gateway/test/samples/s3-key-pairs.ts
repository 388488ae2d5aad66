import { Secret } from '../../src/core/secret.ts'

/** The key pairs that this process's S3 servers know: to start them with. */
export const s3KeyPairs = new Map<string, Secret>()

/** The key pair that is there from the beginning. */
export const firstKeyPair = { accessKeyId: 'AKIDFIRST', secretAccessKey: 'the-first-secret-of-a-test' }

createS3KeyPair(firstKeyPair.accessKeyId, firstKeyPair.secretAccessKey)

/** Gives the user of this process's S3 servers another key pair, as a cloud's console does. */
export function createS3KeyPair(accessKeyId: string, secretAccessKey: string): void {
  s3KeyPairs.set(accessKeyId, new Secret(secretAccessKey))
}

/** Deletes a key pair: what it signed is refused from now on. */
export function deleteS3KeyPair(accessKeyId: string): void {
  s3KeyPairs.delete(accessKeyId)
}
