import { createUppyOptions } from '@signpost/client/uppy'
import AwsS3 from '@uppy/aws-s3'
import Uppy from '@uppy/core'

const options = createUppyOptions({
  url: 'http://127.0.0.1:8080',
  getToken: () => fetch('/upload-token', { method: 'POST' }).then((response) => response.json()),
  bucket: 'my-bucket',
  prefix: 'incoming/',
})

const uppy = new Uppy({ autoProceed: true }).use(AwsS3, options)

uppy.on('progress', (percent) => {
  document.querySelector('progress').value = percent
})
uppy.on('upload-success', (file, { body }) => show(`${file.name}: ${body.key}`))
uppy.on('upload-error', (file, error) => show(`${file.name}: ${error.message}`))

document.querySelector('input').addEventListener('change', ({ target }) => {
  uppy.addFiles([...target.files].map((file) => ({ name: file.name, type: file.type, data: file })))
})

function show(text) {
  document.querySelector('output').textContent = text
}
