import { findKeyProblem } from '@signpost/presign'
import { Type } from 'typebox'
import { defineText } from '../core/define-text.ts'
import { findStoreLack } from '../core/preset.ts'
import { defineAct } from './act.ts'
import { findCredential, openCredential } from './credential-record.ts'
import type { Needs } from './dependencies.ts'
import { defineName } from './fields.ts'

/** Tries on the live store what uploads may ask for, by writing a few small objects that it deletes again. */
export const testStore = defineAct({
  name: 'test_store',
  summary: 'Try on the live store what uploads may ask for',
  role: 'operator',
  effect: 'change',
  input: Type.Object({
    name: defineName('Name of the credential'),
    writeTo: defineText({ description: 'Where to write: a bucket, a slash, and what the keys begin with' }, (text) => {
      const slash = text.indexOf('/')
      if (slash < 3) return 'must be a bucket, a slash, and what the keys begin with: my-bucket/test/'
      return findKeyProblem(`${text.slice(slash + 1)}a`)
    }),
  }),
  result: Type.Object({
    name: Type.String(),
    problem: Type.Optional(Type.String({ description: 'Why nothing was tried' })),
    features: Type.Array(
      Type.Object({
        feature: Type.String({ description: 'What was asked for' }),
        isHeld: Type.Boolean({ description: 'Whether the store holds a client to it, or keeps it' }),
        observed: Type.String({ description: 'What the store answered' }),
        isKnown: Type.Boolean({ description: 'Whether the table of the stores says the same' }),
      }),
    ),
    left: Type.Array(Type.String(), { description: 'Keys that could not be deleted again' }),
  }),
  async run({ name, writeTo }, dependencies: Needs<'credentials' | 'accountId' | 'ring' | 'tryStore' | 'onProgress'>) {
    const credential = await findCredential(name, dependencies)
    const target = openCredential(credential, dependencies.ring)
    const slash = writeTo.indexOf('/')
    const place = { bucket: writeTo.slice(0, slash), prefix: writeTo.slice(slash + 1) }
    const { features, ...trial } = await dependencies.tryStore(target, place, dependencies.onProgress)
    return {
      name,
      ...trial,
      features: features.map(({ isSigned, ...one }) => ({
        ...one,
        isKnown: !isSigned || one.isHeld === (findStoreLack(credential.preset, one.feature) === undefined),
      })),
    }
  },
})
