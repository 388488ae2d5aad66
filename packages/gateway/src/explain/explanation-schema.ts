import { type Static, Type } from 'typebox'

const text = (description: string) => Type.String({ description })
const optionalText = (description: string) => Type.Optional(text(description))
const time = (description: string) => Type.Optional(Type.String({ format: 'date-time', description }))

/** What `explain` answers, at the command line as by HTTP. */
export const explanationSchema = Type.Object({
  explanation: text(
    'The first cause and its cure in one line; it begins with “Probably” or “Perhaps” where it is not certain',
  ),
  causes: Type.Array(
    Type.Object({
      code: text('A cause of `docs/s3-errors.md`, or S3’s own code where its answer says it all: `NoSuchKey`'),
      certainty: Type.Enum(['certain', 'probable', 'possible'], {
        description: '`certain` follows from what was given; `possible` is one of several that would fit',
      }),
      message: text('What has happened'),
      cure: text('What to do'),
    }),
    { description: 'Every cause that was found, the likeliest first' },
  ),
  signedUrl: Type.Optional(
    Type.Object(
      {
        host: text('Where it leads'),
        store: optionalText('Whose host that is, where the table of stores has it'),
        bucket: text('The bucket'),
        key: text('The key; empty for the bucket itself'),
        isPlaceCertain: Type.Boolean({
          description: '`false` when nothing but habit says where the bucket stands in it',
        }),
        signatureVersion: Type.Optional(Type.Enum(['v4', 'v2'], { description: 'Absent when it is not signed' })),
        accessKeyId: optionalText('The ID of the key that signed it; it is no secret'),
        region: optionalText('The region that it is signed for'),
        method: optionalText('The method that it was signed for, where the stored credential tells'),
        headers: Type.Optional(
          Type.Array(Type.String(), { description: 'Names of the headers that are signed, beside the host' }),
        ),
        isTemporary: Type.Boolean({ description: 'Whether it has a session token' }),
        signedAt: time('When it was signed'),
        expiresAt: time('When it ends'),
        isExpired: Type.Boolean({ description: 'Whether it has ended' }),
      },
      { description: 'What the URL is, or the form' },
    ),
  ),
  answer: Type.Optional(
    Type.Object(
      {
        status: Type.Optional(Type.Integer({ description: 'HTTP status' })),
        code: optionalText('S3’s code'),
        means: optionalText('What the code means'),
      },
      { description: 'What was answered' },
    ),
  ),
  storedCredential: Type.Optional(
    Type.Object(
      {
        name: optionalText('Its name; a client token is not told'),
        result: Type.Enum(['signed', 'changed', 'near', 'other'], {
          description:
            '`signed`: it signed exactly this. `changed`: it signed something else, which the causes name. `near`: the signature itself was damaged. `other`: it did not sign it, as far as can be seen',
        }),
      },
      {
        description:
          'What the stored credential of this access key ID says; absent when there is none that the token may know of',
      },
    ),
  ),
  warnings: Type.Optional(Type.Array(Type.String(), { description: 'Absent when there is nothing to say' })),
})

/** A result of {@link explanationSchema}. */
export type ExplanationResult = Static<typeof explanationSchema>
