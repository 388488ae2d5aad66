import { type Static, Type } from 'typebox'

const text = (description: string) => Type.String({ description })
const optionalText = (description: string) => Type.Optional(text(description))
const time = (description: string) => Type.Optional(Type.String({ format: 'date-time', description }))

/** What `explain` answers, on the command line and over HTTP alike. */
export const explanationSchema = Type.Object({
  explanation: text(
    'The first cause and what to do about it, in one line. It begins with “Probably” or “Perhaps” unless the cause is certain',
  ),
  causes: Type.Array(
    Type.Object({
      code: text('A code from `docs/s3-errors.md`, or S3’s own code where that explains everything: `NoSuchKey`'),
      certainty: Type.Enum(['certain', 'probable', 'possible'], {
        description:
          '`certain` follows from the input, `probable` is likelier than any other, `possible` is one of several that would fit',
      }),
      message: text('What happened'),
      cure: text('What to do'),
    }),
    { description: 'Every cause that was found, the likeliest first' },
  ),
  signedUrl: Type.Optional(
    Type.Object(
      {
        host: text('The host that it leads to'),
        store: optionalText('The store that the host belongs to; absent when the host is unknown'),
        bucket: text('The bucket'),
        key: text('The key; empty for the bucket itself'),
        isPlaceCertain: Type.Boolean({
          description: '`false` when the host is unknown, so that the split into bucket and key is a guess',
        }),
        signatureVersion: Type.Optional(Type.Enum(['v4', 'v2'], { description: 'Absent when the URL is not signed' })),
        accessKeyId: optionalText('The ID of the access key that signed it; the ID is not secret'),
        region: optionalText('The region that it is signed for'),
        method: optionalText(
          'The method that it was signed for; absent unless it is a form, or the stored credential shows the method',
        ),
        headers: Type.Optional(
          Type.Array(Type.String(), { description: 'Names of the signed headers, except the host' }),
        ),
        isTemporary: Type.Boolean({ description: 'Whether it has a session token' }),
        signedAt: time('When it was signed'),
        expiresAt: time('When it expires'),
        isExpired: Type.Boolean({ description: 'Whether it has expired' }),
      },
      { description: 'What the URL or the form says' },
    ),
  ),
  answer: Type.Optional(
    Type.Object(
      {
        status: Type.Optional(Type.Integer({ description: 'HTTP status' })),
        code: optionalText('S3’s code'),
        means: optionalText('What the code means'),
      },
      { description: 'The answer that came back' },
    ),
  ),
  storedCredential: Type.Optional(
    Type.Object(
      {
        name: optionalText('Its name; a client token does not see it'),
        result: Type.Enum(['signed', 'changed', 'near', 'other'], {
          description:
            '`signed`: it signed exactly this request. `changed`: it signed a different request, and the causes say what was changed. `near`: the signature itself was damaged. `other`: as far as can be seen, it did not sign this request',
        }),
      },
      {
        description:
          'How the signature compares with the stored credential of this access key ID; absent when there is none that the token may know about',
      },
    ),
  ),
  warnings: Type.Optional(Type.Array(Type.String(), { description: 'Absent when there are none' })),
})

/** A result of {@link explanationSchema}. */
export type ExplanationResult = Static<typeof explanationSchema>
