import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../core/app-error.ts'
import {
  countParts,
  formatPartNumbers,
  maxObjectBytes,
  maxPartBytes,
  measurePart,
  minPartBytes,
  planParts,
  readPartNumbers,
} from './plan-parts.ts'

const mebi = 1024 ** 2

test('every size up to 5 TiB has a plan within S3’s bounds, whose parts add up to it', () => {
  for (const sizeBytes of [
    0,
    1,
    5 * mebi - 1,
    16 * mebi,
    16 * mebi + 1,
    160_000 * mebi,
    160_000 * mebi + 1,
    12_000_000_000,
    maxObjectBytes - 1,
    maxObjectBytes,
  ]) {
    const plan = planParts({ sizeBytes })
    const count = countParts(plan) as number
    assert.ok(count >= 1 && count <= 10_000, `${sizeBytes}: ${count} parts`)
    assert.ok(plan.partSizeBytes >= minPartBytes && plan.partSizeBytes <= maxPartBytes)
    const last = measurePart(plan, count) as number
    assert.ok(last <= plan.partSizeBytes && (last > 0 || sizeBytes === 0))
    assert.equal((count - 1) * plan.partSizeBytes + last, sizeBytes)
    if (count > 1) assert.equal(measurePart(plan, 1), plan.partSizeBytes)
  }
})

test('parts have 16 MiB while that is enough, and always whole mebibytes', () => {
  assert.equal(planParts({ sizeBytes: undefined }).partSizeBytes, 16 * mebi)
  assert.equal(planParts({ sizeBytes: 160_000 * mebi }).partSizeBytes, 16 * mebi)
  assert.equal(planParts({ sizeBytes: 160_000 * mebi + 1 }).partSizeBytes, 17 * mebi)
  assert.equal(planParts({ sizeBytes: maxObjectBytes }).partSizeBytes, 525 * mebi)
})

test('the requested part size is used, unless there would be too many parts', () => {
  assert.equal(planParts({ sizeBytes: undefined, partSizeBytes: minPartBytes }).partSizeBytes, minPartBytes)
  assert.equal(countParts(planParts({ sizeBytes: 10_000 * minPartBytes, partSizeBytes: minPartBytes })), 10_000)
  assert.throws(
    () => planParts({ sizeBytes: 10_000 * minPartBytes + 1, partSizeBytes: minPartBytes }),
    (error) =>
      error instanceof AppError &&
      error.details?.[0]?.message.startsWith('`part_size` must be 6291456 or more for this `size`'),
  )
})

test('without a size, the number and the sizes of the parts are unknown', () => {
  assert.equal(countParts(planParts({ sizeBytes: undefined })), undefined)
  assert.equal(measurePart(planParts({ sizeBytes: undefined }), 7), undefined)
})

for (const [text, numbers] of [
  ['1', [1]],
  ['1-3', [1, 2, 3]],
  ['3,7,9', [3, 7, 9]],
  ['9,7, 7 - 8', [7, 8, 9]],
  ['10000', [10_000]],
] as const) {
  test(`part numbers: ${text}`, () => assert.deepEqual(readPartNumbers(text), numbers))
}

for (const text of ['', '0', '10001', '3-1', '1,', '1-2-3', 'x', '-1', '1e3', '1.5', '１']) {
  test(`no part numbers: "${text}"`, () => assert.match(String(readPartNumbers(text)), /^must be part numbers from 1/))
}

test('one request signs at most 1,000 parts', () => {
  assert.equal(readPartNumbers('9001-10000').length, 1000)
  assert.match(String(readPartNumbers('1-10000')), /^must name at most 1000 parts/)
  assert.match(String(readPartNumbers('1-10000,1-10000,1-10000')), /^must name at most 1000 parts/)
})

test('part numbers are written as ranges', () => {
  assert.equal(formatPartNumbers([1, 2, 3, 7, 9, 10]), '1-3,7,9-10')
  assert.equal(formatPartNumbers([]), '')
  assert.match(formatPartNumbers(Array.from({ length: 50 }, (_, index) => index * 2 + 1)), /^1,3,.*,23,…$/)
})
