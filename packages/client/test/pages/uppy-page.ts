import AwsS3 from '@uppy/aws-s3'
import Uppy from '@uppy/core'
import { createUppyOptions } from '../../src/uppy/create-uppy-options.ts'

/** The functions that the test calls, and the results that it reads. */
interface UppyWindow {
  start(url: string, bucket: string, multipart: boolean | undefined): void
  events: string[]
  outcome: object | undefined
  uppy: Uppy
}

const page = globalThis as unknown as UppyWindow

/** Uppy from npm, unchanged, with only the client's options. */
page.start = (url, bucket, multipart) => {
  page.events = []
  page.outcome = undefined
  const options = createUppyOptions({
    url,
    getToken: () => fetch('/upload-token', { method: 'POST' }).then((response) => response.json()),
    ...{ bucket, prefix: 'page/', partSize: 5 * 1024 ** 2 },
  })
  const uppy = new Uppy({ autoProceed: true }).use(AwsS3, {
    ...options,
    ...(multipart === undefined ? {} : { shouldUseMultipart: multipart }),
  })
  page.uppy = uppy as unknown as Uppy
  uppy.on('s3-multipart:part-uploaded', (_file, { PartNumber }) => page.events.push(`part ${PartNumber}`))
  uppy.on('upload-error', (_file, error) => page.events.push(`error ${error.message}`))
  uppy.on('complete', ({ successful = [], failed = [] }) => {
    page.outcome = {
      failed: failed.length,
      successful: successful.map(({ response, uploadURL }) => ({ key: response?.body?.key, uploadURL })),
    }
  })
  const files = [...(document.querySelector('input')?.files ?? [])]
  uppy.addFiles(files.map((file) => ({ name: file.name, type: file.type, data: file })))
}
