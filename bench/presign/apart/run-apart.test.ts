import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { signingCases } from '../signing-case.ts'
import { findDifference } from '../verify-signatures.ts'
import { runApart } from './run-apart.ts'

// Node replaces Deno here; the script is the same.
const script = join(import.meta.dirname, 'in-deno.ts')
const plan = { name: 'apart', hasOwnClock: false, command: [process.execPath, script], env: process.env }
const [signingCase] = signingCases as readonly [(typeof signingCases)[number]]

test('a contestant in a process of its own signs like one in this process, and times itself', async () => {
  using runner = await runApart(plan)
  assert.equal(await findDifference(runner, signingCase.request), undefined)
  const loop = await runner.prepare({ ...signingCase, credentials: 3 })
  assert.equal(loop.credentials, 3)
  assert.ok((await loop.time(10)) > 0)
})

test('an error in the other process is reported here, and that process goes on', async () => {
  using runner = await runApart(plan)
  const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' }
  const request = { method: 'GET', key: '\ud83d' } as const
  await assert.rejects(runner.sign({ credentials, request, signedAt: 0 }), /apart: URI malformed/)
  assert.equal(await findDifference(runner, signingCase.request), undefined)
})

test('nothing waits for a program that does not exist or ends at once', async () => {
  await assert.rejects(runApart({ ...plan, command: [join(import.meta.dirname, 'nothing')] }), /ENOENT/)
  await assert.rejects(runApart({ ...plan, command: [process.execPath, '--eval', ''] }), /has ended/)
})
