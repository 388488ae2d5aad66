import { bucket, type Contestant, type Credentials, expiresInSeconds, region } from '../contestant.ts'

/** The part of Bun that is used here. Bun's own types would change the type of `fetch` in every other file of the repository. */
interface Bun {
  readonly S3Client: new (
    options: Credentials & { readonly bucket: string; readonly region: string; readonly virtualHostedStyle: boolean },
  ) => {
    presign(
      key: string,
      options: { readonly method: string; readonly expiresIn: number; readonly acl?: string },
    ): string
  }
}

/** Bun's own client, one for each credential. It takes the time from the clock. */
export const bunS3Client: Contestant = {
  name: 'Bun: S3Client.presign',
  hasOwnClock: true,
  connect(credentials) {
    const { S3Client } = (globalThis as unknown as { readonly Bun: Bun }).Bun
    const client = new S3Client({ ...credentials, region, bucket, virtualHostedStyle: true })
    return ({ method, key, acl }) => {
      if (acl === undefined) return client.presign(key, { method, expiresIn: expiresInSeconds })
      return client.presign(key, { method, acl, expiresIn: expiresInSeconds })
    }
  },
}
