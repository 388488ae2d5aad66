import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { readPage } from '../samples/read-page.ts'
import { repositoryRoot } from './shell-blocks.ts'
import type { UppyPage } from './uppy-page.ts'
import { waitUntil } from './wait-until.ts'

/** The scripts of docs/uppy.md, without imports, because the page has the imported names already. */
export interface UppyScripts {
  readonly uppy6: string
  readonly uppy5: string
  /** Declares the size of each file. */
  readonly tellSize: string
  /** Continues an upload after a reload. */
  readonly retrieve: string
}

/** Reads the scripts. @param gatewayUrl replaces the URL in the page */
export function readUppyScripts(gatewayUrl: string): UppyScripts {
  const page = readFileSync(`${repositoryRoot}docs/uppy.md`, 'utf8')
  // The tests of the client package run the script that needs no route of Companion.
  const blocks = readPage(page).filter(({ language, text }) => language === 'js' && !text.includes('@signpost/client'))
  const [uppy6, uppy5, tellSize, retrieve, ...more] = blocks.map(({ text }) =>
    text.replaceAll(/^import .*\n/gm, '').replaceAll('https://sign.example.com', gatewayUrl),
  )
  if (uppy6 === undefined || uppy5 === undefined || tellSize === undefined || retrieve === undefined || more.length > 0)
    throw new Error(`docs/uppy.md has ${blocks.length} scripts for Companion's routes instead of 4`)
  return { uppy6, uppy5, tellSize, retrieve }
}

/** Lists the number of each part that the store accepts from a page, with repetitions. The list grows, even after a reload. */
export function watchParts(page: Page): readonly number[] {
  const parts: number[] = []
  page.on('response', (response) => {
    const number = Number(new URL(response.url()).searchParams.get('partNumber'))
    if (response.request().method() === 'PUT' && number > 0 && response.status() === 200) parts.push(number)
  })
  return parts
}

/**
 * Reloads the page during an upload, as soon as the browser has stored the necessary data, and makes a new Uppy.
 * @param options of the plugin, as for a new page
 * @param retrieve the script that uses the Golden Retriever
 * @param keepsFile whether the browser stores the file itself
 */
export async function reloadUppy(
  { page, run }: UppyPage,
  options: Readonly<Record<string, unknown>>,
  retrieve: string,
  keepsFile: boolean,
): Promise<void> {
  await waitUntil('the browser has stored the upload', async () => {
    const { uploads, files } = (await run(countKept)) as { readonly uploads: number; readonly files: number }
    return uploads === 1 && files === (keepsFile ? 1 : 0)
  })
  await page.reload()
  await page.waitForFunction('window.start')
  await run(`watch(new Uppy().use(AwsS3, ${JSON.stringify(options)})); ${retrieve}; undefined`)
}

/** Counts the stored uploads and files. Uppy 5 stores the state of an upload in localStorage, and Uppy 6 in IndexedDB. */
const countKept = `new Promise((resolve, reject) => {
  const request = indexedDB.open('uppy-blobs')
  request.onerror = () => reject(request.error)
  request.onsuccess = () => {
    const database = request.result
    const transaction = database.transaction([...database.objectStoreNames])
    const [files, uploads] = ['files', 'metadata'].map((name) =>
      database.objectStoreNames.contains(name) ? transaction.objectStore(name).getAll() : { result: [] })
    transaction.oncomplete = () => {
      database.close()
      const texts = [...uploads.result.map(({ metadata }) => metadata), localStorage.getItem('uppyState:uppy') ?? '']
      resolve({ uploads: texts.filter((text) => text.includes('"uploadId"')).length, files: files.result.length })
    }
  }
})`
