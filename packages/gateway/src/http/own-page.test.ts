import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createOwnPageCheck } from './own-page.ts'

interface Sent {
  readonly method?: string
  readonly origin?: string
  readonly host?: string
  readonly protocol?: string
}

function check(publicUrl: string | undefined, { method = 'POST', origin, host = '127.0.0.1:8080', protocol }: Sent) {
  const headers = origin === undefined ? {} : { origin }
  return createOwnPageCheck(publicUrl)({ method, headers, host, protocol: (protocol ?? 'http') as 'http' })
}

const publicUrl = 'https://gate.example.com'

describe('the gateway’s own pages', () => {
  for (const { from, url, sent, own } of [
    { from: 'loopback', url: undefined, sent: { origin: 'http://127.0.0.1:8080' }, own: 'http://127.0.0.1:8080' },
    {
      from: 'localhost',
      url: undefined,
      sent: { host: 'localhost:8080', origin: 'http://localhost:8080' },
      own: 'http://localhost:8080',
    },
    { from: 'the usual port', url: undefined, sent: { host: 'box:80', origin: 'http://box' }, own: 'http://box' },
    { from: 'the public URL', url: publicUrl, sent: { host: 'gate.example.com', origin: publicUrl }, own: publicUrl },
    {
      from: 'the public URL, through a proxy that names itself',
      url: publicUrl,
      sent: { origin: publicUrl },
      own: publicUrl,
    },
    {
      from: 'loopback beside a public URL',
      url: publicUrl,
      sent: { origin: 'http://127.0.0.1:8080' },
      own: 'http://127.0.0.1:8080',
    },
    { from: 'a plain GET', url: undefined, sent: { method: 'GET' }, own: 'http://127.0.0.1:8080' },
    { from: 'a plain GET behind a proxy', url: publicUrl, sent: { method: 'GET' }, own: publicUrl },
  ] as const) {
    test(`may come from ${from}`, () => assert.equal(check(url, sent), own))
  }
})

describe('refused is', () => {
  for (const { what, url, sent, code } of [
    { what: 'a change without Origin', url: undefined, sent: {}, code: 'origin_not_allowed' },
    { what: 'an opaque origin', url: undefined, sent: { origin: 'null' }, code: 'origin_not_allowed' },
    { what: 'a foreign page', url: undefined, sent: { origin: 'https://evil.example' }, code: 'origin_not_allowed' },
    { what: 'another port', url: undefined, sent: { origin: 'http://127.0.0.1:9090' }, code: 'origin_not_allowed' },
    { what: 'another scheme', url: undefined, sent: { origin: 'https://127.0.0.1:8080' }, code: 'origin_not_allowed' },
    {
      what: 'another loopback name',
      url: undefined,
      sent: { origin: 'http://localhost:8080' },
      code: 'origin_not_allowed',
    },
    {
      what: 'a GET of a foreign page',
      url: undefined,
      sent: { method: 'GET', origin: 'https://evil.example' },
      code: 'origin_not_allowed',
    },
    { what: 'a subdomain', url: publicUrl, sent: { origin: 'https://x.gate.example.com' }, code: 'origin_not_allowed' },
    {
      what: 'a rebound name',
      url: undefined,
      sent: { host: 'evil.example', origin: 'http://evil.example' },
      code: 'host_not_allowed',
    },
    {
      what: 'a rebound name in a GET',
      url: publicUrl,
      sent: { method: 'GET', host: 'evil.example' },
      code: 'host_not_allowed',
    },
    { what: 'an invalid Host', url: undefined, sent: { method: 'GET', host: 'a b' }, code: 'host_not_allowed' },
  ] as const) {
    test(what, () => assert.throws(() => check(url, sent), { code }))
  }
})
