/**
 * The credential scope of SigV4: what a signing key is good for. `dateStamp` is `YYYYMMDD`.
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html, `X-Amz-Credential`)
 */
export function formatCredentialScope(dateStamp: string, region: string): string {
  return `${dateStamp}/${region}/s3/aws4_request`
}
