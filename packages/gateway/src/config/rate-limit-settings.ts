import { Type } from 'typebox'
import { defineText } from '../core/define-text.ts'
import { findRateProblem } from '../core/rate.ts'
import { findRedisUrlProblem } from './service-urls.ts'

/** The configuration keys of rate limits. */
export const rateLimitKeys = {
  rateLimit: defineRate(
    '50/s',
    'Rate of requests of one token: N/s, N/m or N/h, with a burst after a colon (50/s:200) unless it is 2 N; or off',
  ),
  clientTokenRateLimit: defineRate(
    '20/s:60',
    'Rate of requests of one client token, in addition to the rate of its API token; written like rateLimit',
  ),
  changeRateLimit: defineRate(
    '10/s',
    'Rate of requests of one token that change something at the store; written like rateLimit',
  ),
  badTokenRateLimit: defineRate(
    '10/s',
    'Rate of requests with a missing or wrong token from one client address; written like rateLimit',
  ),
  redisUrl: Type.Optional(
    defineText(
      {
        description:
          'Redis or Valkey server through which nodes share their rate limits: redis://user:password@host:6379',
        secret: true,
      },
      findRedisUrlProblem,
    ),
  ),
}

function defineRate(rate: string, description: string) {
  return defineText({ default: rate, description }, findRateProblem)
}
