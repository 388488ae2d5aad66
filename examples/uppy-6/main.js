import AwsS3 from '@uppy/aws-s3'
import Uppy from '@uppy/core'

const response = await fetch('/upload-token', { method: 'POST' })
const { clientToken } = await response.json()

const uppy = new Uppy({ autoProceed: true }).use(AwsS3, {
  companionEndpoint: `http://127.0.0.1:8080/uppy/${clientToken}`,
})
// The token limits sizes, so the gateway must know the size of each file.
uppy.on('file-added', ({ id, size }) => uppy.setFileMeta(id, { content_length: size }))

uppy.on('progress', (percent) => {
  document.querySelector('progress').value = percent
})
uppy.on('upload-success', (file, { body }) => show(`${file.name}: ${body.key}`))
uppy.on('upload-error', (file, error) => show(`${file.name}: ${error.message}`))

const input = document.querySelector('input')
input.addEventListener('change', () => {
  uppy.addFiles([...input.files].map((file) => ({ name: file.name, type: file.type, data: file })))
})
input.disabled = false

function show(text) {
  document.querySelector('output').textContent = text
}
