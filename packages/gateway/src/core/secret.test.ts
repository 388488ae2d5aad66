import assert from 'node:assert/strict'
import { test } from 'node:test'
import { format, inspect } from 'node:util'
import { pino } from 'pino'
import { Secret } from './secret.ts'

const text = 'wJalrXUtnFEMI/K7MDENG'
const secret = new Secret(text)

test('a secret cannot print itself, only reveal', () => {
  const logged: string[] = []
  const logger = pino({}, { write: (line: string) => void logged.push(line) })
  logger.info({ secret, nested: { list: [secret] } }, 'message %s %o', secret, secret)
  logger.info(secret)

  const printed = [
    String(secret),
    `${secret}`,
    // biome-ignore lint/style/useTemplate: concatenation is what is tested.
    '' + secret,
    [secret].join(),
    JSON.stringify(secret),
    JSON.stringify({ a: [secret] }),
    inspect(secret),
    inspect({ a: { b: { c: secret } } }, { depth: 10, showHidden: true }),
    format('%s %o %O %j', secret, secret, secret, secret),
    JSON.stringify(Object.entries(secret)),
    JSON.stringify(structuredClone({ ...secret })),
    Object.getOwnPropertyNames(secret).join(),
    ...logged,
  ]

  for (const one of printed) assert.ok(!one.includes(text), one)
  assert.equal(String(secret), '[secret]')
  assert.equal(secret.reveal(), text)
})

test('an error that holds a secret does not print it', () => {
  const error = new Error(`refused ${secret}`, { cause: secret })

  assert.ok(!inspect(error).includes(text))
})
