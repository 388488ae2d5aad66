import type { Operation } from '../../packages/gateway/src/operations/operation.ts'
import { operations } from '../../packages/gateway/src/operations/registry.ts'
import { exchange } from '../../packages/gateway/test/samples/exchange-operation.ts'

// Preloaded by `--import`: the gateway offers the tests' own operation in addition to those of the registry, because that
// operation has every feature of operations.
const offered = operations as Operation[]
offered.push(exchange)
