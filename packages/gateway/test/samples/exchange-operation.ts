import { Type } from 'typebox'
import { bucketParam, expiresInParam, keyParam } from '../../src/operations/object-params.ts'
import { defineOperation, type Operation } from '../../src/operations/operation.ts'
import { toObjectAccess } from '../../src/operations/sign-object.ts'

const entry = Type.Object({ key_name: keyParam, expires_in: Type.Optional(expiresInParam) })

/**
 * An operation with every feature of operations: a path parameter, a body with a list, several accesses, a cost.
 * Only registries of tests have it; no other source file mentions it.
 */
export const exchange: Operation = defineOperation({
  name: 'exchange',
  method: 'POST',
  path: '/awss3/exchanges/{exchange_id}',
  category: 'Exchanges',
  effect: 'sign',
  summary: 'Sign the URLs of an exchange',
  description: 'Gives URLs that fetch some objects, and one that uploads the answer to them.',
  usage: 'Use it in tests.',
  input: {
    path: Type.Object({ exchange_id: Type.String({ pattern: '^[a-z0-9]{1,32}$', description: 'Id of the exchange' }) }),
    body: Type.Object({
      bucket: bucketParam,
      requests: Type.Array(entry, { minItems: 1, maxItems: 50, description: 'The objects to fetch' }),
      answer: keyParam,
    }),
  },
  result: Type.Object({
    urls: Type.Array(Type.String(), { description: 'The signed URLs, in order; the last one uploads' }),
    warnings: Type.Optional(Type.Array(Type.String(), { description: 'What the caller should know' })),
  }),
  examples: [
    {
      summary: 'Fetch two objects, and answer',
      params: {
        exchange_id: 'e1',
        bucket: 'my-bucket',
        requests: [{ key_name: 'in/a.txt' }, { key_name: 'in/b.txt', expires_in: 60 }],
        answer: 'out/c.txt',
      },
      result: { urls: ['https://my-bucket.s3.eu-central-1.amazonaws.com/in/a.txt?X-Amz-Signature=…'] },
    },
  ],
  cost: ({ requests }) => 1 + requests.length,
  requires: ({ bucket, requests, answer }) => [
    ...requests.map((request) => toObjectAccess('get', { bucket, ...request })),
    toObjectAccess('upload', { bucket, key_name: answer }),
  ],
  async handle(_params, accesses, { resolveAccess }) {
    const signings = await Promise.all(accesses.map(resolveAccess))
    return {
      result: {
        urls: signings.map(({ access, sign }) => sign({ method: access.action === 'upload' ? 'PUT' : 'GET' }).url),
      },
      signings,
      warnings: [...new Set(signings.flatMap(({ warnings }) => warnings))],
    }
  },
})
