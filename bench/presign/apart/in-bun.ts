import { bunS3Client } from '../contestants/bun-s3-client.ts'
import { answerOrders } from './answer-orders.ts'

// Run by Bun.
await answerOrders(bunS3Client)
