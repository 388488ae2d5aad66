import fc from 'fast-check'
import { mergeInput, type Operation } from '../../src/operations/operation.ts'
import { publishSchema } from '../../src/operations/published-schema.ts'
import type { DocumentedSchema, Params } from './document-operations.ts'
import { arbitraryValue, listProperties } from './document-requests.ts'

/** The values for parameters by name, at any depth. The first value is chosen half of the time. */
export type Pools = Readonly<Record<string, readonly unknown[]>>

/**
 * Parameters of an operation that are almost valid. A parameter with a pool is often present, with a value of its pool; at most one
 * optional parameter without a pool is present.
 */
export function arbitraryNearParams(operation: Operation, pools: Pools): fc.Arbitrary<Params> {
  return arbitraryNear(
    { type: 'object', ...publishSchema(mergeInput(operation)) } as unknown as DocumentedSchema,
    pools,
  )
}

function arbitraryNear(schema: DocumentedSchema, pools: Pools): fc.Arbitrary<Params> {
  const near: Record<string, fc.Arbitrary<unknown>> = {}
  const far: Record<string, fc.Arbitrary<unknown>> = {}
  const required: string[] = []
  for (const { name, required: isRequired, schema: one } of listProperties(schema)) {
    const pool = pools[name]
    const { properties, items } = one
    if (pool !== undefined) near[name] = fc.oneof(fc.constant(pool[0]), fc.constantFrom(...pool))
    else if (properties !== undefined) near[name] = arbitraryNear(one, pools)
    else if (items?.properties !== undefined)
      near[name] = fc.array(arbitraryNear(items, pools), { minLength: 1, maxLength: 4 })
    else (isRequired ? near : far)[name] = arbitraryValue(one)
    if (isRequired) required.push(name)
  }
  const others = Object.entries(far).map(([name, value]) => value.map((one) => ({ [name]: one })))
  const other = fc.oneof({ weight: 3 * others.length + 1, arbitrary: fc.constant({}) }, ...others)
  return fc.tuple(other, fc.record(near, { requiredKeys: required })).map(([one, first]) => ({ ...one, ...first }))
}
