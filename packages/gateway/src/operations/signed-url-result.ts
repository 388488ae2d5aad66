import { type Static, Type } from 'typebox'
import { publishBounds } from './published-schema.ts'

/** What the three signed-url operations answer with, under `data`. */
export const signedUrlResult = Type.Object({
  signedUrl: Type.String({ description: 'The presigned URL; send the request straight to it' }),
  expiresAt: Type.String({ format: 'date-time', description: 'When the URL ends' }),
  bucket: Type.String({ description: 'The bucket, as it was asked for' }),
  key: Type.String({ description: 'The key as it was signed' }),
  method: Type.String({
    description: 'HTTP method that the URL is signed for',
    ...publishBounds({ enum: ['GET', 'PUT'] }),
  }),
  headers: Type.Record(Type.String(), Type.String(), {
    description: 'Headers that the client must send exactly so; other headers, such as Content-Type, are free',
  }),
  warnings: Type.Optional(
    Type.Array(Type.String(), { description: 'What the caller should know; absent when there is nothing to say' }),
  ),
})

/** The result in wire names. */
export type SignedUrlResult = Static<typeof signedUrlResult>
