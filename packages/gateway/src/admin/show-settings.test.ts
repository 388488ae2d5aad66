import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAdministration } from '../../test/samples/sample-administration.ts'
import { configKeys } from '../config/config-schema.ts'
import { showSettings } from './show-settings.ts'

test('every setting is shown with its source, and no secret with its value', async () => {
  const { run, close } = await createAdministration()

  const { settings, ...rest } = await run(showSettings, {})

  assert.deepEqual(
    settings.map(({ key }) => key),
    configKeys.map(({ key }) => key),
  )
  const find = (name: string) => settings.find(({ key }) => key === name)
  assert.deepEqual(find('port'), {
    key: 'port',
    value: 9090,
    source: 'SIGNPOST_PORT',
    env: 'SIGNPOST_PORT',
    description: 'Port to listen on; 0 picks a free one',
  })
  assert.equal(find('host')?.source, 'default')
  assert.deepEqual([find('redisUrl')?.value, find('databaseUrl')?.value], ['(set)', null])
  assert.ok(!JSON.stringify(settings).includes('hunter2'))
  assert.deepEqual(rest.database, { kind: 'sqlite', place: '/srv/signpost/signpost.db' })
  assert.deepEqual([rest.dataDirectory, rest.masterKey], ['/srv/signpost', 'file'])
  await close()
})
