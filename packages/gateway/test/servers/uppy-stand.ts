import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { makeClientToken } from '../samples/make-client-token.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { cephUsers, signForCeph, startCeph } from './ceph-server.ts'
import { startChromium } from './chromium.ts'
import { type ComposedGateway, startComposedGateway } from './composed-gateway.ts'
import { describeStore } from './multipart-stand.ts'
import { runSignpost } from './run-signpost.ts'
import { repositoryRoot } from './shell-blocks.ts'
import { makeTempDir } from './temp-dir.ts'
import { serveUppy, type UppyMajor, type UppyPage } from './uppy-page.ts'

/** A gateway in front of a Ceph, Chromium, and a site with Uppy whose pages have client tokens. */
export interface UppyStand extends AsyncDisposable {
  readonly gateway: ComposedGateway
  readonly bucket: string
  /** Opens a page with Uppy in the one window, and makes the options of its plugin. A new window would cost a process. */
  open(major: UppyMajor, asked?: Readonly<Record<string, unknown>>): Promise<OpenUppy>
  /** Makes the options of the plugin, with a new client token. */
  allow(major: UppyMajor, asked?: Readonly<Record<string, unknown>>): Promise<UppyAccess>
  /** Downloads an object directly from the store. */
  download(key: string): Promise<{ readonly headers: Headers; readonly bytes: Buffer }>
  /** Counts the uploads that are open at Ceph. */
  countOpen(): Promise<number>
}

/** A page with Uppy. */
export type OpenUppy = UppyPage & UppyAccess

/** A page's access to the gateway. */
export interface UppyAccess {
  /** The URL of the gateway and the token: all the options that a page must set. */
  readonly options: Readonly<Record<string, unknown>>
  readonly clientToken: string
}

/** Starts everything. The command of docs/uppy.md sets the CORS rules of the bucket. */
export async function startUppyStand(): Promise<UppyStand> {
  await using stack = new AsyncDisposableStack()
  const bucket = 'uploads'
  const site = stack.use(await serveUppy())
  const ceph = stack.use(await startCeph())
  await ceph.createBucket(bucket)
  const { path: dataDir } = stack.use(makeTempDir())
  await storeCredential('ceph', { dataDir }, describeStore(ceph))
  const { code, stderr } = await runSignpost(readCorsCommand('ceph', bucket, site.origin), { dataDir })
  assert.equal(code, 0, stderr)
  const gateway = stack.use(await startComposedGateway({ dataDir, env: { SIGNPOST_CORS_ORIGINS: site.origin } }))
  const token = await createToken({ dataDir })
  const { context } = stack.use(await startChromium())
  let window: Page | undefined
  const kept = stack.move()
  const ask = (request: Parameters<typeof signForCeph>[2]) =>
    fetch(signForCeph(ceph.endpoint, cephUsers.alice, request))
  const allow: UppyStand['allow'] = async (major, asked = {}) => {
    const client = { allow: [`upload:${bucket}/page/*`], origins: [site.origin], ...asked }
    const clientToken = await makeClientToken({ url: gateway.url, token }, client)
    const options =
      major === 5
        ? { endpoint: `${gateway.url}/uppy`, headers: { authorization: `Bearer ${clientToken}` } }
        : { companionEndpoint: `${gateway.url}/uppy/${clientToken}` }
    return { options, clientToken }
  }
  return {
    ...{ gateway, bucket, allow },
    async open(major, asked) {
      if (window === undefined || window.isClosed()) window = await context.newPage()
      await window.unrouteAll()
      return { ...(await allow(major, asked)), ...(await site.open(window, major)) }
    },
    async download(key) {
      const response = await ask({ method: 'GET', bucket, key })
      assert.equal(response.status, 200)
      return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) }
    },
    async countOpen() {
      const response = await ask({ method: 'GET', bucket, query: { uploads: '' } })
      return (await response.text()).split('<Upload>').length - 1
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** Reads the arguments of the command in docs/uppy.md, with a test's own names. */
function readCorsCommand(name: string, bucket: string, origin: string): string[] {
  const page = readFileSync(`${repositoryRoot}docs/uppy.md`, 'utf8')
  const [, args = ''] = /^ *signpost (cors set .+)$/m.exec(page) ?? []
  const replaced: Readonly<Record<string, string>> = {
    main: name,
    'my-bucket': bucket,
    'https://app.example.com': origin,
  }
  return args
    .replaceAll("'", '')
    .split(' ')
    .map((word) => replaced[word] ?? word)
}
