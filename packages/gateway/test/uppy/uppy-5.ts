/** Uppy 5 from npm, as a web page imports it. */
export { default as AwsS3 } from '@uppy/aws-s3'
export { default as Uppy } from '@uppy/core'
export { default as GoldenRetriever } from '@uppy/golden-retriever'
