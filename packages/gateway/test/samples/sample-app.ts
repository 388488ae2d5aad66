import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import type { Gate } from '../../src/gate/gate.ts'
import { compileParamsValidator } from '../../src/gate/validate-params.ts'
import { type AppParts, createApp } from '../../src/http/create-app.ts'
import { operations } from '../../src/operations/registry.ts'
import { createObserverStub } from './request-observer-stub.ts'

/** The HTTP app without what is behind it: its gate lets every request pass that has valid parameters. */
export function createSampleApp(parts: Partial<AppParts> = {}): FastifyInstance {
  return createApp({
    operations,
    gate: openGate,
    logger: pino({ level: 'silent' }),
    publicUrl: undefined,
    trustProxy: false,
    readiness: { isDraining: () => false, ping: async () => {} },
    observer: createObserverStub(),
    ...parts,
  })
}

/** Answers with the operation's example, the parameters in it, and with the warnings about unknown ones. */
const openGate: Gate = {
  async pass(operation, request) {
    const { params, warnings } = compileParamsValidator(operation.params)(request.params)
    const answer = { ...operation.examples[0].result, ...params }
    return warnings.length === 0 ? answer : { ...answer, warnings }
  },
}
