import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Contestant } from './contestant.ts'
import { awsSdk } from './contestants/aws-sdk.ts'
import { leanS3 } from './contestants/lean-s3.ts'
import { signpost } from './contestants/signpost.ts'
import { runHere } from './runner.ts'
import { findDifference } from './verify-signatures.ts'

const request = { method: 'PUT', key: 'pdfs/report.pdf', acl: 'public-read' } as const

/** Signpost's contestant with an error in its URLs. */
function spoil(change: (url: string) => string): Contestant {
  return {
    name: 'spoilt',
    connect(credentials) {
      const sign = signpost.connect(credentials)
      return async (...order) => change(await sign(...order))
    },
  }
}

test('the same request has the same signature, whichever library signs it', async () => {
  assert.equal(await findDifference(runHere(awsSdk), request), undefined)
  assert.equal(await findDifference(runHere(awsSdk), { method: 'GET', key: 'Größe (1)!.pdf' }), undefined)
})

test('a clock of its own and another spelling of the ACL are not differences', async () => {
  assert.equal(await findDifference(runHere(leanS3), request), undefined)
})

test('an unencoded character is a difference', async () => {
  assert.equal(await findDifference(runHere(leanS3), { method: 'GET', key: 'a!' }), 'signature, pathname')
})

test('another key, host, signature or ACL is a difference', async () => {
  for (const [change, difference] of [
    [(url: string) => url.replace('report', 'other'), 'pathname'],
    [(url: string) => url.replace('eu-central-1', 'eu-west-1'), 'host'],
    [(url: string) => url.slice(0, -1), 'signature'],
    [(url: string) => url.replace('x-amz-acl', 'X-Amz-Acl'), 'signature'],
    [(url: string) => url.replace('x-amz-acl=public-read', 'X-Amz-Acl=private'), 'signature'],
  ] as const) {
    assert.equal(await findDifference(runHere(spoil(change)), request), difference)
  }
})
