import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findOriginProblem } from './origin.ts'

test('an origin is accepted in the spelling that browsers send, and in no other', () => {
  for (const good of [
    ...['https://app.example.com', 'http://localhost:5173', 'http://[::1]:8080', 'https://xn--bcher-kva.example'],
    ...['capacitor://localhost', 'chrome-extension://abcdefghijklmnop'],
  ]) {
    assert.equal(findOriginProblem(good), undefined, good)
  }
  for (const wrong of [
    ...['', '*', 'null', 'app.example.com', 'https://', 'https://app.example.com/', 'https://app.example.com/page'],
    ...['https://App.example.com', 'HTTPS://app.example.com', 'https://app.example.com:443', 'https://*.example.com'],
    ...['https://user@app.example.com', 'https://bücher.example', 'file:///x', 'https://a.example, https://b.example'],
  ]) {
    assert.match(findOriginProblem(wrong) ?? 'good', /^must be an origin/, wrong)
  }
})
