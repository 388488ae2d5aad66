import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AppError } from '../core/app-error.ts'
import { toToolResult } from './tool-result.ts'

const decide = (partCount: number, urlLength: number) => {
  const parts = Array.from({ length: partCount }, (_, index) => ({ partNumber: index + 1, url: 'u'.repeat(urlLength) }))
  return {
    result: { uploadId: 'abc', parts },
    redirection: undefined,
    warnings: ['Said before.'],
    events: [] as never,
    rates: [],
  }
}
const renderError = (error: AppError) => {
  throw error
}

test('the result of a change is never refused; its list of parts is cut instead', () => {
  const { isError, structuredContent, content } = toToolResult(decide(20, 3000), 'r', renderError, 'change')

  assert.equal(isError, undefined)
  const { uploadId, parts, warnings } = structuredContent as { uploadId: string; parts: object[]; warnings: string[] }
  assert.equal(uploadId, 'abc')
  assert.ok(parts.length >= 3 && parts.length < 7, `${parts.length}`)
  assert.deepEqual(warnings, [
    'Said before.',
    `Only the URLs of ${parts.length} parts are here, because more make the result too long: ask multipart_parts for the others.`,
  ])
  assert.ok(Buffer.byteLength(JSON.stringify({ structuredContent, content })) < 20_500)
})

test('a short result stays whole, and a long result of an operation that changed nothing is refused', () => {
  const { structuredContent } = toToolResult(decide(20, 100), 'r', renderError, 'change')
  assert.deepEqual((structuredContent as { warnings: string[] }).warnings, ['Said before.'])
  assert.equal(toToolResult(decide(20, 3000), 'r', renderError, 'sign').isError, true)
})
