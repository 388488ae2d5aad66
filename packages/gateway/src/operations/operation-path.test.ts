import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dropBraces, findProvider, listPathParams } from './operation-path.ts'
import { operations } from './registry.ts'

test('the old format of a path has no braces', () => {
  assert.equal(dropBraces('/awss3/multipart/{upload_id}/parts/{part}'), '/awss3/multipart/upload_id/parts/part')
  assert.equal(dropBraces('/awss3/signed-url'), '/awss3/signed-url')
})

test('the parameters of a path are those in braces', () => {
  assert.deepEqual(listPathParams('/awss3/multipart/{upload_id}/parts/{part}'), ['upload_id', 'part'])
  assert.deepEqual(listPathParams('/awss3/signed-url'), [])
})

test('the provider is the first segment', () => {
  assert.equal(findProvider('/awss3/signed-url'), 'awss3')
})

test('every path parameter of the registry is a required parameter, and fills a whole segment', () => {
  for (const { path, input } of operations) {
    assert.deepEqual(Object.keys(input.path?.properties ?? {}), listPathParams(path))
    for (const name of listPathParams(path)) {
      assert.ok(input.path?.required?.includes(name), `${path}: ${name}`)
      assert.ok(path.split('/').includes(`{${name}}`), path)
    }
  }
})

test('no two operations share method and URL, in either format', () => {
  const urls = operations.flatMap(({ method, path }) =>
    [...new Set([path, dropBraces(path)])].map((url) => `${method} ${url}`),
  )

  assert.equal(new Set(urls).size, urls.length)
})
