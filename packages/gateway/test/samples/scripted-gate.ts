import assert from 'node:assert/strict'
import { findS3Error } from '../../src/s3/s3-error.ts'
import type { S3Request, S3Response } from '../../src/s3/s3-request.ts'
import { createS3Response } from './s3-response.ts'
import { createSampleGate, type SampleGate, type SampleGateOptions } from './sample-gate.ts'

/** S3's answer, or the error with which the request to S3 fails. */
type ScriptedAnswer = (Partial<Omit<S3Response, 'body'>> & { readonly xml?: string }) | Error

/** A gate whose S3 answers each action, by its name in the S3 API Reference, as a test says. */
export interface ScriptedGate extends SampleGate {
  /** The requests to S3. */
  readonly asked: readonly S3Request<unknown>[]
}

/** Builds the gate. A request for an action without an answer fails the test. */
export function createScriptedGate(
  answers: Readonly<Record<string, ScriptedAnswer>>,
  options: SampleGateOptions = {},
): ScriptedGate {
  const asked: S3Request<unknown>[] = []
  const s3 = {
    async call<Result>(_target: unknown, request: S3Request<Result>) {
      asked.push(request)
      const answer = answers[request.name] ?? assert.fail(`the script has no answer to ${request.name}`)
      if (answer instanceof Error) throw answer
      const { xml = '', ...changes } = answer
      const response = createS3Response(xml, changes)
      const error = findS3Error(response)
      if (error !== undefined) throw error
      return request.parse(response)
    },
  }
  const gate = createSampleGate({ ...options, dependencies: { ...options.dependencies, s3 } })
  return { ...gate, asked }
}
