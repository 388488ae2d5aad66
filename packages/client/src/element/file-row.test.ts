import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SignpostError } from '../signpost-error.ts'
import { describeError } from './file-row.ts'
import { englishTexts } from './texts.ts'

test('an error is shown in the page’s words if it has any, otherwise in its own', () => {
  const describe = (code: string) => describeError(new SignpostError(code as never, { message: 'No.' }), englishTexts)
  assert.deepEqual(['network_error', 'bucket_cors', 'constructor', '__proto__'].map(describe), [
    englishTexts.network_error,
    'No.',
    'No.',
    'No.',
  ])
})
