const upload = {
  bucket: 'my-bucket',
  key_name: 'videos/intro.mp4',
  upload_id: 'VXBsb2FkIElEIGZvciBlbHZpbmcncyBteS1tb3ZpZS5tMnRzIHVwbG9hZA',
}

const result = { uploadId: upload.upload_id, bucket: upload.bucket, key: upload.key_name }

/** Two parts, signed on 2026-01-15 with the example key of AWS's documentation. A test signs them again. */
const signedParts = {
  parts: [
    {
      partNumber: 1,
      signedUrl:
        'https://my-bucket.s3.eu-central-1.amazonaws.com/videos/intro.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260115%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Date=20260115T120000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=content-length%3Bhost&partNumber=1&uploadId=VXBsb2FkIElEIGZvciBlbHZpbmcncyBteS1tb3ZpZS5tMnRzIHVwbG9hZA&X-Amz-Signature=a74ba5c68c8e586904d2865604fabc7963c4a38209a841afa04c6e85da96418a',
      method: 'PUT',
      headers: { 'content-length': '16777216' },
      contentLength: 16_777_216,
    },
    {
      partNumber: 2,
      signedUrl:
        'https://my-bucket.s3.eu-central-1.amazonaws.com/videos/intro.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260115%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Date=20260115T120000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=content-length%3Bhost&partNumber=2&uploadId=VXBsb2FkIElEIGZvciBlbHZpbmcncyBteS1tb3ZpZS5tMnRzIHVwbG9hZA&X-Amz-Signature=7d201e8fe168a2c77318e7f4d7621f8c6e575ce3c2124e9bd0c6bff654d193ce',
      method: 'PUT',
      headers: { 'content-length': '8388608' },
      contentLength: 8_388_608,
    },
  ],
  expiresAt: '2026-01-15T13:00:00Z',
}

/** The beginning of an upload of 24 MiB. */
export const beginExample = {
  summary: 'Begin an upload of 24 MiB',
  params: {
    bucket: upload.bucket,
    key_name: upload.key_name,
    size: 25_165_824,
    content_type: 'video/mp4',
    expires_in: 3600,
  },
  result: { ...result, size: 25_165_824, partSize: 16_777_216, partCount: 2, ...signedParts },
}

/** New URLs for both parts. */
export const partsExample = {
  summary: 'Sign two parts',
  params: { ...upload, part_numbers: '1-2', expires_in: 3600 },
  result: signedParts,
}

/** An upload of which S3 has the first part. */
export const showExample = {
  summary: 'See which parts have arrived',
  params: upload,
  result: {
    ...result,
    size: 25_165_824,
    partSize: 16_777_216,
    parts: [{ partNumber: 1, size: 16_777_216, etag: '"b54357faf0632cce46e942fa68356b38"' }],
  },
}

/** The end of the upload, with the parts left out. */
export const completeExample = {
  summary: 'Complete an upload after all parts were sent',
  params: upload,
  result: {
    bucket: upload.bucket,
    key: upload.key_name,
    size: 25_165_824,
    etag: '"3858f62230ac3c915f300c664312c11f-2"',
    location: 'https://my-bucket.s3.eu-central-1.amazonaws.com/videos/intro.mp4',
  },
}

/** The abort of the upload. */
export const abortExample = { summary: 'Abort an upload', params: upload, result }
