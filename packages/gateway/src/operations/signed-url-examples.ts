/** A download, signed on 2026-01-15 with the example key of AWS's documentation. A test signs it again. */
export const downloadExample = {
  summary: 'Download an object',
  params: { bucket: 'my-bucket', key_name: 'pdfs/report.pdf' },
  result: {
    signedUrl:
      'https://my-bucket.s3.eu-central-1.amazonaws.com/pdfs/report.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260115%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Date=20260115T120000Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host&X-Amz-Signature=6e775996affca2d25eefb50082893a0288a9b45a292349915220f72577e46d88',
    expiresAt: '2026-01-15T12:05:00Z',
    bucket: 'my-bucket',
    key: 'pdfs/report.pdf',
    method: 'GET',
    headers: {},
  },
}

/** An upload, signed like {@link downloadExample}. */
export const uploadExample = {
  summary: 'Upload an object',
  params: { bucket: 'my-bucket', key_name: 'videos/intro.mp4', expires_in: 900 },
  result: {
    signedUrl:
      'https://my-bucket.s3.eu-central-1.amazonaws.com/videos/intro.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260115%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Date=20260115T120000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=57a582ad0951dc38888c4ea46d4d02540a036936d807c13d47c166ed38e23913',
    expiresAt: '2026-01-15T12:15:00Z',
    bucket: 'my-bucket',
    key: 'videos/intro.mp4',
    method: 'PUT',
    headers: {},
  },
}
