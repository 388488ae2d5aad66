import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseSmaller, findFileProblem } from './check-file.ts'

const photo = { name: 'Photo.JPG', type: 'image/jpeg', size: 1000 }
const unknown = { name: 'data.parquet', type: '', size: 10 }

for (const [what, file, limits, problem] of [
  ['everything is good without limits', photo, {}, undefined],
  ['an extension, whatever its case', photo, { accept: '.png, .jpg' }, undefined],
  ['a type', photo, { accept: 'image/jpeg' }, undefined],
  ['a kind of types', photo, { accept: 'IMAGE/*' }, undefined],
  ['every type', unknown, { accept: '*/*' }, undefined],
  ['another extension', photo, { accept: '.pdf' }, 'wrongType'],
  ['a type whose beginning is the same', { ...photo, type: 'imagex/png' }, { accept: 'image/*' }, 'wrongType'],
  ['an extension of a file without a type', unknown, { accept: '.parquet' }, undefined],
  ['a file without a type, where types are asked for', unknown, { accept: 'image/*' }, 'wrongType'],
  ['a type with a parameter', { ...photo, type: 'text/plain;charset=utf-8' }, { accept: 'text/plain' }, undefined],
  ['the types of the token', photo, { contentTypes: ['application/pdf', 'image/*'] }, undefined],
  ['other types of the token', photo, { accept: '.jpg', contentTypes: ['application/pdf'] }, 'wrongType'],
  ['exactly the most bytes', photo, { maxBytes: 1000 }, undefined],
  ['a byte more', photo, { maxBytes: 999 }, 'tooLarge'],
  ['a limit of nothing', photo, { maxBytes: 0 }, 'tooLarge'],
] as const) {
  test(`a file against limits: ${what}`, () => {
    assert.equal(findFileProblem(file, { accept: '', maxBytes: undefined, ...limits }), problem)
  })
}

test('the smaller of two limits counts', () => {
  assert.deepEqual(
    [
      chooseSmaller(1, 2),
      chooseSmaller(2, 1),
      chooseSmaller(undefined, 0),
      chooseSmaller(3, undefined),
      chooseSmaller(undefined, undefined),
    ],
    [1, 1, 0, 3, undefined],
  )
})
