import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { startGateway } from '../servers/gateway-process.ts'
import { runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

for (const workers of ['1', '2']) {
  test(`${workers} process(es) serve HTTPS, and use a renewed certificate without a restart`, async () => {
    using dir = makeTempDir()
    const first = makeCertificate(dir.path, 'first')
    const second = makeCertificate(dir.path, 'second')
    const [cert, key] = [join(dir.path, 'cert.pem'), join(dir.path, 'key.pem')]
    copyFileSync(first.cert, cert)
    copyFileSync(first.key, key)
    const env = { SIGNPOST_TLS_CERT_FILE: cert, SIGNPOST_TLS_KEY_FILE: key }
    await using gateway = await startGateway({ dataDir: join(dir.path, 'data'), env, args: ['--workers', workers] })

    assert.match(gateway.report.url, /^https:/)
    assert.deepEqual(await ask(gateway.report.url), { status: 200, name: 'first' })
    const { port } = new URL(gateway.report.url)
    const own = await runSignpost(['doctor'], { dataDir: gateway.report.dataDir, env: { ...env, SIGNPOST_PORT: port } })
    assert.match(own.stdout, new RegExp(`ok +port +a gateway answers on 127\\.0\\.0\\.1:${port}`))
    assert.match(own.stdout, /ok +tls +the certificate is valid until \d{4}-/)
    assert.doesNotMatch(gateway.logs(), /listening at http:/)
    copyFileSync(second.cert, cert)
    await waitUntil('the mismatched pair is reported', async () => gateway.logs().includes('stays the former one'))
    assert.equal((await ask(gateway.report.url)).name, 'first')
    copyFileSync(second.key, key)
    await waitUntil('the new certificate is used', async () => (await ask(gateway.report.url)).name === 'second')
    assert.deepEqual(await gateway.stop(), { code: 0, signal: null })
  })
}

test('serve and doctor refuse certificate files that are missing or do not match, and say why', async () => {
  using dir = makeTempDir()
  const [one, other] = [makeCertificate(dir.path, 'one'), makeCertificate(dir.path, 'other')]
  for (const [env, reason] of [
    [{ SIGNPOST_TLS_CERT_FILE: one.cert }, /tlsCertFile is set without tlsKeyFile/],
    [{ SIGNPOST_TLS_CERT_FILE: one.cert, SIGNPOST_TLS_KEY_FILE: other.key }, /is not that of the certificate/],
    [{ SIGNPOST_TLS_CERT_FILE: one.key, SIGNPOST_TLS_KEY_FILE: one.cert }, /are the two files swapped/],
    [{ SIGNPOST_TLS_CERT_FILE: '/none.pem', SIGNPOST_TLS_KEY_FILE: one.key }, /SIGNPOST_TLS_CERT_FILE names a file/],
  ] as const) {
    const { code, stderr } = await runSignpost(['serve', '--port', '0'], { dataDir: join(dir.path, 'data'), env })
    assert.equal(code, 1)
    assert.match(stderr, reason)
    const checked = await runSignpost(['doctor'], { dataDir: join(dir.path, 'data'), env })
    assert.equal(checked.code, 1)
    assert.match(checked.stdout, reason)
  }
})

function makeCertificate(dir: string, name: string): { readonly cert: string; readonly key: string } {
  const [cert, key] = [join(dir, `${name}.pem`), join(dir, `${name}.key`)]
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30']
  execFileSync('openssl', [...kind, '-subj', `/CN=${name}`, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  return { cert, key }
}

/** Asks for the health check. @returns its status, and the name in the certificate */
function ask(url: string): Promise<{ readonly status: number | undefined; readonly name: string | undefined }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/healthz`, { rejectUnauthorized: false, agent: false }, (response) => {
      const subject = (response.socket as TLSSocket).getPeerCertificate().subject
      response.resume().once('end', () => resolve({ status: response.statusCode, name: String(subject.CN) }))
    })
    sent.once('error', reject).end()
  })
}
