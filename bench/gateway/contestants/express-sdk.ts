import { createServer } from 'node:http'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import express from 'express'
import { announcePort } from '../../servers/announce-port.ts'
import { exampleKeys, exampleRegion } from '../example-credential.ts'

// What people write today: Express 5 and the AWS SDK's presigner, without any token check.

const client = new S3Client({ region: exampleRegion, credentials: exampleKeys })
const app = express()
app.get('/awss3/signed-url', async (request, response) => {
  const { bucket, key_name: key, expires_in: seconds } = request.query as Record<string, string>
  const command = new GetObjectCommand({ Bucket: bucket, Key: key })
  const signedUrl = await getSignedUrl(client, command, { expiresIn: Number(seconds) })
  response.json({ data: { signedUrl } })
})
await announcePort(createServer(app))
