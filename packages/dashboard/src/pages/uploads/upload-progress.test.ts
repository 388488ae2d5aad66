import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeLoss, describeProgress, readPercent } from './upload-progress.ts'

const half = { uploadedBytes: 15_000_000, parts: [1, 2, 3], size: 30_000_000, partCount: 6 }
const unknown = { uploadedBytes: 5_000_000, parts: [1] }

test('the progress of an upload of known size', () => {
  assert.equal(readPercent(half), 50)
  assert.equal(describeProgress(half), '3 of 6 parts, 15 MB of 30 MB')
  assert.equal(readPercent({ ...half, uploadedBytes: 29_999_999 }), 99)
  assert.equal(readPercent({ ...half, uploadedBytes: 31_000_000 }), 100)
  assert.equal(readPercent({ ...half, size: 0, uploadedBytes: 0 }), 0)
})

test('the progress of an upload of unknown size', () => {
  assert.equal(readPercent(unknown), undefined)
  assert.equal(describeProgress(unknown), '1 part, 5 MB')
})

test('what an abort deletes', () => {
  assert.equal(describeLoss(half), 'The 3 parts that the store has (15 MB) are deleted.')
  assert.equal(describeLoss(unknown), 'The part that the store has (5 MB) is deleted.')
  assert.equal(describeLoss({ uploadedBytes: 0, parts: [] }), 'The store has no parts of it yet, so nothing is lost.')
})
