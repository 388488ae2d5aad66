import assert from 'node:assert/strict'
import { test } from 'node:test'
import { moveTokenToQuery } from './path-token.ts'

for (const [target, moved] of [
  ['/uppy/ct_AbC-_/s3/params?filename=a', '/uppy/client_token/s3/params?client_token=ct_AbC-_&filename=a'],
  ['/uppy/ct_a/s3/multipart/2~x%2Fy/1?key=a+b', '/uppy/client_token/s3/multipart/2~x%2Fy/1?client_token=ct_a&key=a+b'],
  ['/uppy/ct_a', '/uppy/client_token?client_token=ct_a'],
  ['/uppy/ct_a/?', '/uppy/client_token/?client_token=ct_a'],
  ['/uppy/a&b=c+d/s3/params', '/uppy/client_token/s3/params?client_token=a%26b=c%2Bd'],
  ['/uppy//s3/params', '/uppy/client_token/s3/params?client_token='],
  ['/uppy/s3x/params#f', '/uppy/client_token/params?client_token=s3x&#f'],
  ['/uppy/s3/params?filename=a', '/uppy/s3/params?filename=a'],
  ['/uppy/s3', '/uppy/s3'],
  ['/awss3/signed-url?bucket=ct_a', '/awss3/signed-url?bucket=ct_a'],
  ['/uppyx/ct_a/s3', '/uppyx/ct_a/s3'],
] as const) {
  test(`the token is moved out of the path: ${target}`, () => assert.equal(moveTokenToQuery(target), moved))
}
