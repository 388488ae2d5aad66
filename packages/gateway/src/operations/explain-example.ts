/** A URL of 2026-01-15 that was used in a shell without quotation marks. A test asks for the explanation again. */
export const explainExample = {
  summary: 'A URL without quotation marks in a shell',
  params: {
    request:
      'curl https://my-bucket.s3.eu-central-1.amazonaws.com/pdfs/report.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260115%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Date=20260115T120000Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host&X-Amz-Signature=0000000000000000000000000000000000000000000000000000000000000000',
    error: '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
    status: 403,
  },
  result: {
    explanation:
      "The shell ended the command at the first `&` of the URL, because the URL is not between quotation marks. The store got the URL without its signature. Put the URL between quotation marks: `curl 'https://…'`.",
    causes: [
      {
        code: 'cut_at_ampersand',
        certainty: 'certain' as const,
        message:
          'The shell ended the command at the first `&` of the URL, because the URL is not between quotation marks. The store got the URL without its signature.',
        cure: "Put the URL between quotation marks: `curl 'https://…'`.",
      },
    ],
    signedUrl: {
      host: 'my-bucket.s3.eu-central-1.amazonaws.com',
      store: 'AWS S3',
      bucket: 'my-bucket',
      key: 'pdfs/report.pdf',
      isPlaceCertain: true,
      signatureVersion: 'v4' as const,
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      region: 'eu-central-1',
      isTemporary: false,
      signedAt: '2026-01-15T12:00:00Z',
      expiresAt: '2026-01-15T12:05:00Z',
      isExpired: false,
    },
    answer: {
      status: 403,
      code: 'AccessDenied',
      means: 'The store refuses the request: a right is missing, or the URL has expired or is incomplete.',
    },
  },
}
