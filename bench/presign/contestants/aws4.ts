import library from 'aws4'
import { type Contestant, encodePath, expiresInSeconds, formatAmzDate, host, region } from '../contestant.ts'

/** `aws4`: one call for each request. It keeps the signing keys of 1000 credentials itself. */
export const aws4: Contestant = {
  name: 'aws4',
  connect(credentials) {
    return ({ method, key, acl }, at) => {
      const parameters = `X-Amz-Date=${formatAmzDate(at)}&X-Amz-Expires=${expiresInSeconds}`
      const query = acl === undefined ? parameters : `${parameters}&x-amz-acl=${acl}`
      const path = `${encodePath(key)}?${query}`
      const signed = library.sign({ service: 's3', region, method, host, path, signQuery: true }, credentials)
      return `https://${host}${signed.path}`
    }
  },
}
