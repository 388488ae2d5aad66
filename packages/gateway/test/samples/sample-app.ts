import assert from 'node:assert/strict'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { AppError } from '../../src/core/app-error.ts'
import { compileInputValidator } from '../../src/gate/validate-input.ts'
import { type AppDependencies, createApp } from '../../src/http/create-app.ts'
import { mergeInput } from '../../src/operations/operation.ts'
import { operations } from '../../src/operations/registry.ts'
import { createGateStub } from './gate-stub.ts'

/** The HTTP app without its back end: its gate lets every request with valid parameters pass. */
export function createSampleApp(parts: Partial<AppDependencies> = {}): FastifyInstance {
  return createApp({
    operations,
    gate: openGate,
    logger: pino({ level: 'silent' }),
    publicUrl: undefined,
    trustProxy: false,
    readiness: { isDraining: () => false, checks: [] },
    ...parts,
  })
}

/** Answers with the operation's example, into which it puts the parameters, and with warnings about unknown parameters. */
const openGate = createGateStub(({ input, unreadable }, operation) => {
  if (unreadable !== undefined) throw new AppError(unreadable.code, unreadable)
  assert.ok(typeof input === 'object', 'this gate has no token whose rules could complete the input')
  const { params, warnings } = compileInputValidator(mergeInput(operation))(input)
  const result = { ...operation.examples[0].result, ...params }
  return warnings.length === 0 ? result : { ...result, warnings }
})
