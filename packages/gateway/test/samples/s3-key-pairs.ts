import { Secret } from '../../src/core/secret.ts'

/** The key pairs that this process's S3 servers know; pass them at the start of a server. */
export const s3KeyPairs = new Map<string, Secret>()

/** The key pair that exists from the beginning. */
export const firstKeyPair = { accessKeyId: 'AKIDFIRST', secretAccessKey: 'the-first-secret-of-a-test' }

createS3KeyPair(firstKeyPair.accessKeyId, firstKeyPair.secretAccessKey)

/** Adds a key pair to the user of this process's S3 servers, as a cloud console does. */
export function createS3KeyPair(accessKeyId: string, secretAccessKey: string): void {
  s3KeyPairs.set(accessKeyId, new Secret(secretAccessKey))
}

/** Deletes a key pair. The servers refuse its signatures from now on. */
export function deleteS3KeyPair(accessKeyId: string): void {
  s3KeyPairs.delete(accessKeyId)
}
