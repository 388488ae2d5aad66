import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Command, Option } from 'commander'
import { AppError } from '../core/app-error.ts'
import { parseEndpoint, parseName } from './option-parsers.ts'
import { collectUsageProblems } from './usage-problems.ts'

function createSample() {
  let runs = 0
  const add = new Command('add')
    .argument('<new-name>', 'its name', parseName)
    .option('--endpoint <url>', 'an endpoint', parseEndpoint)
    .option('--bucket <bucket>', 'a bucket')
    .addOption(new Option('--kind <kind>').choices(['a', 'b']))
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .action(() => {
      runs++
    })
  const program = new Command().addCommand(add)
  const problems = collectUsageProblems(program)
  const parse = (...args: string[]) => program.parseAsync(['add', ...args], { from: 'user' })
  return { parse, problems, countRuns: () => runs }
}

test('every invalid option and argument is reported at once, and no value is repeated', async () => {
  const { parse, countRuns } = createSample()

  await assert.rejects(parse('a secret', '--endpoint', 'https://s3.example/secret', '--kind', 'secret'), (error) => {
    assert.ok(error instanceof AppError)
    const messages = error.details?.map(({ message }) => message) ?? []
    assert.match(messages.join('\n'), /^--endpoint must not contain a path.*as --bucket$/m)
    assert.match(messages.join('\n'), /^--kind must be one of a, b$/m)
    assert.match(messages.join('\n'), /^The new name must be 1 to 64 letters/m)
    assert.equal(messages.length, 3)
    return true
  })
  assert.equal(countRuns(), 0)
})

test('invalid options are reported even if arguments are missing', async () => {
  const { parse, problems } = createSample()

  await assert.rejects(parse('--kind', 'c'), /missing required argument/)
  assert.deepEqual(problems, [{ parameter: '--kind', message: '--kind must be one of a, b' }])
})

test('valid options and arguments pass', async () => {
  const { parse, countRuns } = createSample()
  await parse('name', '--kind', 'a', '--endpoint', 'https://s3.example/')
  assert.equal(countRuns(), 1)
})
