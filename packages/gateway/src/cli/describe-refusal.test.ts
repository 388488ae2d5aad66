import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError } from '../config/load-config.ts'
import { AppError } from '../core/app-error.ts'
import { describeRefusal, toRefusal } from './describe-refusal.ts'

const details = [
  { parameter: 'region', message: '`region` must be a region name' },
  { parameter: 'allow[1]', message: '`allow[1]` is wrong' },
  { parameter: 'maxExpiresInSeconds', message: '`maxExpiresInSeconds` must be a whole number' },
  { parameter: 'sessionToken', message: '`sessionToken` is required, and `expiresAt`' },
]

test('a field of the input is told as the option that it comes from', () => {
  const [region] = details
  assert.ok(region !== undefined)
  assert.equal(
    describeRefusal(new AppError('invalid_request', { details: [region] })),
    '--region must be a region name',
  )
})

test('every problem is told', () => {
  assert.equal(
    describeRefusal(new AppError('invalid_request', { details })),
    [
      '',
      '  - --region must be a region name',
      '  - --allow is wrong',
      '  - --max-expires-in must be a whole number',
      '  - SIGNPOST_SESSION_TOKEN is required, and --expires-at',
    ].join('\n'),
  )
})

test('a command in a message stays a command, and another error is told as it is', () => {
  const message = 'There is no token tok_1; `signpost token list` shows them. (`force` does it.)'
  assert.equal(
    describeRefusal(new AppError('token_not_found', { message })),
    'There is no token tok_1; `signpost token list` shows them. (--force does it.)',
  )
  assert.equal(describeRefusal(new Error('no such `file`')), 'no such `file`')
})

test('for programs, an error has its code, and every problem its option', () => {
  assert.deepEqual(toRefusal(new AppError('invalid_request', { details: details.slice(0, 2) })), {
    error: {
      code: 'invalid_request',
      message: '- --region must be a region name\n  - --allow is wrong',
      details: [
        { parameter: '--region', message: '--region must be a region name' },
        { parameter: '--allow', message: '--allow is wrong' },
      ],
    },
  })
  assert.deepEqual(toRefusal(new ConfigError(['port (from SIGNPOST_PORT) must be a number'])).error.details, [
    { parameter: 'port', message: 'port (from SIGNPOST_PORT) must be a number' },
  ])
  assert.deepEqual(toRefusal(new Error('The disk is full')), {
    error: { code: 'command_failed', message: 'The disk is full' },
  })
})
