import { createElement as h, StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import '../../src/element/defined.ts'
import { createSignpost } from '../../src/index.ts'
import { type UseUpload, useUpload } from '../../src/react/use-upload.ts'

/** The functions that the test calls, and the state that it reads. */
interface ReactWindow {
  start(url: string, bucket: string): void
  upload: UseUpload
  told: string[]
  renders: number
}

const page = globalThis as unknown as ReactWindow

page.start = (url, bucket) => {
  Object.assign(page, { told: [], renders: 0 })
  const signpost = createSignpost({
    url,
    getToken: () => fetch('/upload-token', { method: 'POST' }).then((response) => response.json()),
  })

  function Uploads() {
    const upload = useUpload({
      ...{ signpost, bucket, prefix: 'page/', partsAbove: 5 * 1024 ** 2, partSize: 5 * 1024 ** 2 },
      onDone: ({ file }) => page.told.push(`done ${file.name}`),
      onError: ({ file }) => page.told.push(`error ${file.name}`),
    })
    page.upload = upload
    page.renders++
    const { uploads, add, cancel, retry, sentBytes, totalBytes, isUploading } = upload
    return h(
      'section',
      null,
      h('input', { type: 'file', multiple: true, onChange: (event) => add(event.currentTarget.files) }),
      h('progress', { value: sentBytes, max: Math.max(1, totalBytes) }),
      h('p', null, isUploading ? 'busy' : 'idle'),
      uploads.map(({ id, file, state }) =>
        h(
          'div',
          { key: id },
          h('span', null, `${file.name}: ${state}`),
          h('button', { type: 'button', onClick: () => cancel(id) }, `Cancel ${file.name}`),
          h('button', { type: 'button', onClick: () => retry(id) }, `Retry ${file.name}`),
        ),
      ),
    )
  }

  function App() {
    const [isShown, setShown] = useState(true)
    return h(
      StrictMode,
      null,
      h('button', { type: 'button', onClick: () => setShown(!isShown) }, 'Toggle'),
      isShown && h(Uploads),
      h('signpost-upload', { url, bucket, prefix: 'page/', 'token-url': '/upload-token', multiple: true }),
    )
  }

  const root = document.createElement('div')
  document.querySelector('main')?.append(root)
  createRoot(root).render(h(App))
}
