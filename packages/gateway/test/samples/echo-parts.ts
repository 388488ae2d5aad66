import { Type } from 'typebox'
import { bucketParam, keyParam } from '../../src/operations/object-params.ts'
import { defineOperation, type Operation } from '../../src/operations/operation.ts'
import { toObjectAccess } from '../../src/operations/sign-object.ts'

const example = { bucket: 'my-bucket', key_name: 'videos/intro.mp4', upload_id: 'VXBsb2FkIElE' }

/** An operation with a path parameter that echoes its input. Only registries of tests have it. */
export const echoParts: Operation = defineOperation({
  name: 'echo_parts',
  method: 'GET',
  path: '/awss3/echo/{upload_id}/parts',
  category: 'Echoes',
  effect: 'sign',
  summary: 'Echo a request',
  description: 'Answers with what it was asked.',
  usage: 'Use it in tests.',
  input: {
    path: Type.Object({ upload_id: Type.String({ minLength: 1, description: 'Id of the upload' }) }),
    query: Type.Object({ bucket: bucketParam, key_name: keyParam }),
  },
  result: Type.Object({
    bucket: Type.String(),
    key_name: Type.String(),
    upload_id: Type.String(),
    warnings: Type.Optional(Type.Array(Type.String())),
  }),
  examples: [{ summary: 'List the parts', params: example, result: example }],
  requires: (params) => [toObjectAccess('get', params)],
  handle: (params) => ({ result: params, signings: [] }),
})
