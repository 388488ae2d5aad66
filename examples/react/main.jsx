import { createSignpost } from '@signpost/client'
import { useUpload } from '@signpost/client/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

const signpost = createSignpost({
  url: 'http://127.0.0.1:8080',
  getToken: () => fetch('/upload-token', { method: 'POST' }).then((response) => response.json()),
})

function Uploads() {
  const { uploads, add, cancel, retry } = useUpload({ signpost, bucket: 'my-bucket', prefix: 'incoming/' })
  return (
    <>
      <input type="file" multiple onChange={(event) => add(event.target.files)} />
      {uploads.map(({ id, file, key, state, sentBytes, error }) => (
        <p key={id}>
          {file.name} <progress value={sentBytes} max={file.size} /> {state === 'done' ? key : state} {error?.message}
          {state === 'uploading' && (
            <button type="button" onClick={() => cancel(id)}>
              Cancel
            </button>
          )}
          {state === 'failed' && (
            <button type="button" onClick={() => retry(id)}>
              Try again
            </button>
          )}
        </p>
      ))}
    </>
  )
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Uploads />
  </StrictMode>,
)
