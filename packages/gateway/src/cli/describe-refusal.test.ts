import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Command } from 'commander'
import { ConfigError } from '../config/load-config.ts'
import { AppError } from '../core/app-error.ts'
import { describeRefusal, toRefusal } from './describe-refusal.ts'

const command = new Command('set')
  .argument('<new-name>')
  .option('--region <region>')
  .option('--allow <rule>')
  .option('--max-expires-in <duration>')
  .option('--expires <time>')
  .option('--force')

const details = [
  { parameter: 'region', message: '`region` must be a region name' },
  { parameter: 'allow[1]', message: '`allow[1]` is wrong' },
  { parameter: 'maxExpiresInSeconds', message: '`maxExpiresInSeconds` must be a whole number' },
  { parameter: 'sessionToken', message: '`sessionToken` is required, and `expiresAt`' },
]

test('a field of the input is named by its option', () => {
  const [region] = details
  assert.ok(region !== undefined)
  assert.equal(
    describeRefusal(new AppError('invalid_request', { details: [region] }), command),
    '--region must be a region name',
  )
})

test('every problem is reported', () => {
  assert.equal(
    describeRefusal(new AppError('invalid_request', { details }), command),
    [
      'There are 4 problems:',
      '  - --region must be a region name',
      '  - --allow is wrong',
      '  - --max-expires-in must be a whole number',
      '  - SIGNPOST_SESSION_TOKEN is required, and --expires',
    ].join('\n'),
  )
})

test('a command in a message stays a command, and other errors are not changed', () => {
  const message = 'There is no token tok_1; `signpost token list` shows them. (`force` does it.)'
  assert.equal(
    describeRefusal(new AppError('token_not_found', { message }), command),
    'There is no token tok_1; `signpost token list` shows them. (--force does it.)',
  )
  assert.equal(describeRefusal(new Error('no such `file`'), command), 'no such `file`')
})

test('for programs, an error has its code, and every problem its option', () => {
  assert.deepEqual(toRefusal(new AppError('invalid_request', { details: details.slice(0, 2) }), command), {
    error: {
      code: 'invalid_request',
      message: 'There are 2 problems:\n  - --region must be a region name\n  - --allow is wrong',
      details: [
        { parameter: '--region', message: '--region must be a region name' },
        { parameter: '--allow', message: '--allow is wrong' },
      ],
    },
  })
  assert.deepEqual(toRefusal(new ConfigError(['port (from SIGNPOST_PORT) must be a number']), command).error.details, [
    { parameter: 'port', message: 'port (from SIGNPOST_PORT) must be a number' },
  ])
  assert.deepEqual(toRefusal(new Error('The disk is full'), undefined), {
    error: { code: 'command_failed', message: 'The disk is full' },
  })
})

test('a field without an option keeps its name, and an argument is named in words', () => {
  const [missing, argument] = [
    { parameter: 'foo', message: '`foo` is not known; did you mean `region`?' },
    { parameter: 'newName', message: '`newName` must be a name' },
  ]
  const describe = (detail: { parameter: string; message: string }) =>
    describeRefusal(new AppError('invalid_request', { details: [detail] }), command)
  assert.equal(describe(missing), '`foo` is not known; did you mean --region?')
  assert.equal(describe(argument), 'The new name must be a name')
})
