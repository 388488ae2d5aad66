/** The key pair that every contestant signs with: AWS's own example. */
export const exampleKeys = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}

/** The region that every contestant signs for. */
export const exampleRegion = 'eu-central-1'

/** The bucket that every contestant signs for. */
export const exampleBucket = 'my-bucket'

/** The request target for every contestant except Companion. */
export function exampleTarget(token: string, key = 'pdfs/2026/report.pdf'): string {
  return `/awss3/signed-url?api_token=${token}&bucket=${exampleBucket}&key_name=${key}&type=get&expires_in=300`
}
