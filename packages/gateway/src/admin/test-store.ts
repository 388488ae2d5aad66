import { findKeyProblem } from '@signpost/presign'
import { Type } from 'typebox'
import { defineText } from '../core/define-text.ts'
import { findStoreLack } from '../core/preset.ts'
import { defineAct } from './act.ts'
import { findCredential, openCredential } from './credential-record.ts'
import type { Needs } from './dependencies.ts'
import { defineName } from './fields.ts'
import { findUnusableKeys, unusableStates } from './unusable-keys.ts'

/** Tests on the live store which features of uploads it supports, by writing a few small objects that it deletes again. */
export const testStore = defineAct({
  name: 'test_store',
  summary: 'Test on the live store which features of uploads it supports',
  role: 'operator',
  effect: 'change',
  input: Type.Object({
    name: defineName('Name of the credential'),
    writeTo: defineText({ description: 'Where to write: a bucket, a slash, and a prefix of keys' }, (text) => {
      const slash = text.indexOf('/')
      if (slash < 3) return 'must be a bucket, a slash, and a prefix of keys: my-bucket/test/'
      return findKeyProblem(`${text.slice(slash + 1)}a`)
    }),
  }),
  result: Type.Object({
    name: Type.String(),
    problem: Type.Optional(Type.String({ description: 'Why nothing was tested' })),
    features: Type.Array(
      Type.Object({
        feature: Type.String({ description: 'The tested feature' }),
        isHeld: Type.Boolean({ description: 'Whether the store enforces it, or stores it with the object' }),
        observed: Type.String({ description: 'What the store answered' }),
        isKnown: Type.Boolean({ description: 'Whether Signpost’s table of stores says the same' }),
      }),
    ),
    left: Type.Array(Type.String(), { description: 'Keys of objects that could not be deleted again' }),
  }),
  async run(
    { name, writeTo },
    dependencies: Needs<'credentials' | 'accountId' | 'ring' | 'clock' | 'tryStore' | 'onProgress'>,
  ) {
    const credential = await findCredential(name, dependencies)
    const unusable = findUnusableKeys(credential, dependencies)
    if (unusable !== undefined) {
      const problem = `${unusableStates[unusable.status]}; \`signpost credential test ${name}\` says more`
      return { name, problem, features: [], left: [] }
    }
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
