import { aws4fetch } from '../contestants/aws4fetch.ts'
import { answerOrders } from './answer-orders.ts'

// Run by Deno.
await answerOrders(aws4fetch)
