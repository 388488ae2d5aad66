/** The buckets of the sandbox: those of the published examples. */
export const sandboxBuckets = [
  'my-bucket',
  'my-audio-files',
  'my-images',
  'my-documents',
  'my-uploads',
  'my-files',
  'public-assets',
  'company-docs',
  'company-assets',
  'podcasts',
] as const
