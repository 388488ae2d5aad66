import { Type } from 'typebox'
import { defineText } from '../core/define-text.ts'
import { findRateProblem } from '../core/rate.ts'
import { findRedisUrlProblem } from './service-urls.ts'

/** The configuration keys of rate limits. */
export const rateLimitKeys = {
  rateLimit: defineRate(
    '50/s',
    'Requests of one token: N/s, N/m or N/h, with a burst after a colon (50/s:200) unless it is 2 N; or off',
  ),
  clientTokenRateLimit: defineRate(
    '20/s:60',
    'Requests of one client token, beside the rate of its API token, written like rateLimit; or off',
  ),
  changeRateLimit: defineRate(
    '10/s',
    'Requests of one token that change something at the store, written like rateLimit; or off',
  ),
  badTokenRateLimit: defineRate(
    '10/s',
    'Requests with a missing or wrong token from one client address, written like rateLimit; or off',
  ),
  redisUrl: Type.Optional(
    defineText(
      {
        description: 'Redis or Valkey where nodes share their rate limits: redis://user:password@host:6379',
        secret: true,
      },
      findRedisUrlProblem,
    ),
  ),
}

function defineRate(rate: string, description: string) {
  return defineText({ default: rate, description }, findRateProblem)
}
