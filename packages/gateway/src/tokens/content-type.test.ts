import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coversContentType, findContentTypeProblem } from './content-type.ts'

test('a token allows types by name, or all subtypes of one type', () => {
  for (const good of ['image/*', 'image/png', 'application/vnd.ms-excel', 'image/svg+xml', 'x-world/x-3dmf']) {
    assert.equal(findContentTypeProblem(good), undefined, good)
  }
  for (const wrong of [
    '',
    '*',
    '*/*',
    'image',
    'image/',
    '/png',
    'image/p*',
    'Image/png',
    'image/png;q=1',
    'image/a b',
  ]) {
    assert.match(findContentTypeProblem(wrong) ?? 'good', /^is not a content type: write image\/png/, wrong)
  }
})

for (const { allowed, covered, left } of [
  {
    allowed: 'image/*',
    covered: ['image/png', 'IMAGE/PNG', 'image/svg+xml; charset=utf-8', 'image/*', 'image/p*'],
    left: [
      'imag*',
      '*',
      'image',
      'image/',
      'imagex/png',
      'image/png, text/html',
      'image/png;a="b, text/html',
      'image/a,*',
    ],
  },
  {
    allowed: 'image/png',
    covered: ['image/png', 'image/png ; a=b', 'Image/Png'],
    left: ['image/pngx', 'image/png*', 'image/*', 'image/jpeg', 'text/html;image/png', ' image/png', 'image/png\n'],
  },
]) {
  test(`${allowed} covers only types that cannot be anything else`, () => {
    for (const type of covered) assert.ok(coversContentType(allowed, type), type)
    for (const type of left) assert.ok(!coversContentType(allowed, type), type)
  })
}
