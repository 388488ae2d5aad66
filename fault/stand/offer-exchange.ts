import type { Operation } from '../../packages/gateway/src/operations/operation.ts'
import { operations } from '../../packages/gateway/src/operations/registry.ts'
import { exchange } from '../../packages/gateway/test/samples/exchange-operation.ts'

// Preloaded by `--import`: the gateway offers the operation of the tests beside those of the registry, since it has
// everything that an operation can have.
const offered = operations as Operation[]
offered.push(exchange)
