import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { skipWithoutCeph } from '../servers/ceph-server.ts'
import { makeBytes } from '../servers/uppy-page.ts'
import { readUppyScripts, reloadUppy, watchParts } from '../servers/uppy-reload.ts'
import { startUppyStand, type UppyStand } from '../servers/uppy-stand.ts'
import { waitUntil } from '../servers/wait-until.ts'

const mebi = 1024 ** 2
const photo = { name: 'Köln 1.jpg', type: 'image/jpeg', size: 100_000 }
/** One part of 5 MiB and a small one. */
const film = { name: 'film.mp4', type: 'video/mp4', size: 5 * mebi + 1000 }
/** Larger than the files that Uppy keeps for a reload by default. */
const series = { name: 'series.mp4', type: 'video/mp4', size: 10 * mebi + 1000 }
const inParts = { shouldUseMultipart: true, limit: 1 }
/** A limit that fits each film. With a limit on bytes, the page must declare the size of each file. */
const limit = { max_bytes: 12 * mebi, content_types: ['image/*', 'video/*'] }
const sized = (file: typeof film) => ({ ...file, meta: { content_length: file.size } })

describe('Uppy from npm in Chromium, at Ceph', { skip: skipWithout('chromium') || skipWithoutCeph }, () => {
  let stand: UppyStand
  before(async () => {
    stand = await startUppyStand()
  })
  after(() => stand?.[Symbol.asyncDispose]())

  /** Downloads the uploaded object, by the URL that Uppy shows. */
  async function download({ uploadUrl, error }: { readonly uploadUrl?: string; readonly error?: string }) {
    assert.equal(error, undefined)
    const { pathname } = new URL(uploadUrl ?? '')
    const key = decodeURIComponent(pathname).slice(`/${stand.bucket}/`.length)
    assert.match(key, /^page\/[0-9a-f-]{36}-/)
    return { key, ...(await stand.download(key)) }
  }

  for (const major of [5, 6] as const) {
    describe(`Uppy ${major}`, () => {
      test('the scripts of docs/uppy.md upload a file within a limit', async () => {
        const { run, finish, clientToken } = await stand.open(major, limit)
        const { tellSize, ...made } = readUppyScripts(stand.gateway.url)
        await run(
          `(() => { const clientToken = '${clientToken}'\n${made[`uppy${major}`]}\n${tellSize}\nsend(uppy, ${JSON.stringify(photo)}) })()`,
        )
        const { bytes } = await download(await finish())
        assert.ok(bytes.equals(makeBytes(photo.size)))
      })

      test('a file is uploaded in one request, with its type and its name', async () => {
        const { start, finish, options } = await stand.open(major)
        await start(options, photo)
        const { key, headers, bytes } = await download(await finish())
        assert.ok(key.endsWith('-Köln 1.jpg'))
        assert.equal(headers.get('content-type'), 'image/jpeg')
        assert.equal(headers.get('x-amz-meta-name'), '=?UTF-8?B?S8O2bG4gMS5qcGc=?=')
        assert.ok(bytes.equals(makeBytes(photo.size)))
      })

      test('a file is uploaded in parts', async () => {
        const { start, finish, options } = await stand.open(major)
        await start({ ...options, shouldUseMultipart: true }, film)
        const { headers, bytes } = await download(await finish())
        assert.equal(headers.get('content-type'), 'video/mp4')
        assert.ok(bytes.equals(makeBytes(film.size)))
      })

      test('a token with limits allows uploads in one request and in parts', async () => {
        for (const [shouldUseMultipart, file] of [
          [false, sized(photo)],
          [true, sized(film)],
        ] as const) {
          const { start, finish, options } = await stand.open(major, limit)
          await start({ ...options, shouldUseMultipart }, file)
          const { headers, bytes } = await download(await finish())
          assert.equal(bytes.length, file.size)
          assert.equal(headers.get('x-amz-meta-content_length'), null)
        }
      })

      test('a paused upload continues, and no finished part is sent again', async () => {
        const { start, finish, run, options, page } = await stand.open(major)
        const sent = watchParts(page)
        await start({ ...options, shouldUseMultipart: true, limit: 1, pauseAfter: 1 }, film)
        await page.waitForFunction('window.parts === 1')
        await run('uppy.resumeAll()')
        const { bytes } = await download(await finish())
        assert.ok(bytes.equals(makeBytes(film.size)))
        assert.deepEqual(sent.toSorted(), [1, 2])
      })

      for (const keepsFile of [true, false]) {
        const how = keepsFile ? 'on its own' : 'once its file, which was too large to keep, is chosen again'
        test(`an upload continues after a reload, ${how}, and no finished part is sent again`, async () => {
          const { retrieve: kept, tellSize } = readUppyScripts(stand.gateway.url)
          const retrieve = keepsFile ? kept : kept.replace(/(use\(GoldenRetriever), .*\)$/m, '$1)')
          const opened = await stand.open(major, limit)
          const { page, run, finish, options } = opened
          const sent = watchParts(page)
          await page.route(/[?&]partNumber=2&/, () => {})
          await run(
            `watch(new Uppy().use(AwsS3, ${JSON.stringify({ ...options, ...inParts })})); ${retrieve}; ${tellSize}; add(${JSON.stringify(series)}); void uppy.upload()`,
          )
          await page.waitForFunction('window.parts === 1')
          const again = await stand.allow(major, limit)
          await reloadUppy(opened, { ...again.options, ...inParts }, retrieve, keepsFile)
          await page.unrouteAll()
          if (!keepsFile) {
            await page.waitForFunction('uppy.getState().recoveredState !== null')
            await run(`add(${JSON.stringify(series)})`)
          }
          const { bytes } = await download(await finish())
          assert.ok(bytes.equals(makeBytes(series.size)))
          assert.deepEqual(sent, [1, 2, 3])
        })
      }

      test('a part that fails is sent again', async () => {
        const { start, finish, options, page } = await stand.open(major)
        let failed = 0
        await page.route(/[?&]partNumber=2&/, (route) => (failed++ === 0 ? route.abort() : route.continue()))
        await start({ ...options, shouldUseMultipart: true }, film)
        const { bytes } = await download(await finish())
        assert.ok(bytes.equals(makeBytes(film.size)))
        assert.ok(failed >= 2)
      })

      test('a cancelled upload leaves nothing at the store', async () => {
        const { start, run, options, page } = await stand.open(major)
        await page.route(/[?&]partNumber=2&/, () => {})
        await start({ ...options, shouldUseMultipart: true }, film)
        await page.waitForFunction('window.parts >= 1')
        assert.equal(await stand.countOpen(), 1)
        await run('uppy.cancelAll()')
        await waitUntil('the store has no open upload', async () => (await stand.countOpen()) === 0)
      })

      for (const [name, asked, file, message] of [
        ['the content type', { content_types: ['image/*'] }, film, /uploads of these content types only: image\/\*\.$/],
        ['the size', { max_bytes: 1000 }, sized(photo), /uploads of at most 1000 bytes; this one may have 100000\.$/],
        [
          'two possible places',
          { allow: ['upload:a-bucket/*', 'upload:b-bucket/*'] },
          photo,
          /allows uploads to 2 places/,
        ],
      ] as const) {
        test(`a refusal because of ${name} is shown with its reason`, async () => {
          const { start, finish, options } = await stand.open(major, asked)
          for (const shouldUseMultipart of [false, true]) {
            await start({ ...options, shouldUseMultipart }, file)
            assert.match((await finish()).error ?? '', message)
          }
        })
      }

      test('an unknown token is reported as far as Uppy shows the error', async () => {
        const { start, finish, options, clientToken } = await stand.open(major)
        const wrong = JSON.parse(JSON.stringify(options).replace(clientToken, `${clientToken.slice(0, -2)}00`))
        await start(wrong, photo)
        assert.match((await finish()).error ?? '', major === 5 ? /Authorization required/ : /API token is unknown here/)
      })
    })
  }

  test('the log has no token of a page, and has the requests', () => {
    assert.doesNotMatch(stand.gateway.logs(), /ct_/)
    assert.match(stand.gateway.logs(), /"operation":"multipart_complete"/)
  })
})
