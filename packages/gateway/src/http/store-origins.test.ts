import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTarget } from '../../test/servers/scripted-s3.ts'
import type { AdministratorSession, Role } from '../core/administrator.ts'
import type { Credential } from '../core/model.ts'
import { createStoreOrigins, listSources } from './store-origins.ts'

/** A credential for an endpoint; for AWS without one. */
function credentialFor(endpoint: string | undefined, changes: Partial<Credential> = {}): Credential {
  const { endpoint: _, ...rest } = createTarget('https://s3.example.com', changes).credential
  return { ...rest, ...(endpoint === undefined ? {} : { endpoint }) }
}

describe('the hosts of signed URLs', () => {
  for (const [name, credential, sources] of [
    ['AWS, in every region', credentialFor(undefined, { preset: 'aws' }), ['https://*.amazonaws.com']],
    ['AWS in China', credentialFor(undefined, { preset: 'aws', region: 'cn-north-1' }), ['https://*.amazonaws.com.cn']],
    [
      'AWS with dual-stack hosts',
      credentialFor('https://s3.dualstack.eu-west-1.amazonaws.com', { preset: 'aws' }),
      ['https://*.amazonaws.com'],
    ],
    [
      'buckets in front of the host, or in the path',
      credentialFor('https://s3.example.com:9000', { preset: 'ceph', addressing: 'virtual' }),
      ['https://s3.example.com:9000', 'https://*.s3.example.com:9000'],
    ],
    [
      'buckets in the path',
      credentialFor('http://127.0.0.1:9090', { preset: 'other', addressing: 'path' }),
      ['http://127.0.0.1:9090'],
    ],
    [
      'the endpoint that clients see',
      credentialFor('http://minio:9000', {
        preset: 'minio',
        addressing: 'path',
        publicEndpoint: 'https://files.example.com',
      }),
      ['https://files.example.com'],
    ],
    [
      'an endpoint with a path',
      credentialFor('https://ref.storage.supabase.co/storage/v1/s3', { preset: 'supabase', addressing: 'path' }),
      ['https://ref.storage.supabase.co'],
    ],
  ] as const) {
    test(name, () => {
      assert.deepEqual(listSources([credential, credential]), sources)
    })
  }
})

describe('the account whose stores are listed', () => {
  const sessions: Readonly<Record<string, { readonly role: Role; readonly accountId?: string }>> = {
    owner: { role: 'owner' },
    operator: { role: 'operator', accountId: 'acc_2' },
  }
  const listOrigins = createStoreOrigins({
    async identify(headers) {
      const administrator = sessions[headers.get('cookie') ?? '']
      return administrator === undefined ? undefined : ({ administrator } as AdministratorSession)
    },
    credentials: {
      list: async (accountId) => [
        credentialFor(`https://${accountId.replace('_', '-')}.example.com`, { addressing: 'path' }),
      ],
    },
    accountId: 'acc_1',
  })

  for (const [cookie, account, origins] of [
    [undefined, 'acc_2', []],
    ['stranger', undefined, []],
    ['owner', undefined, ['https://acc-1.example.com']],
    ['owner', 'acc_2', ['https://acc-2.example.com']],
    ['operator', undefined, ['https://acc-2.example.com']],
    ['operator', 'acc_1', ['https://acc-2.example.com']],
  ] as const) {
    test(`${cookie ?? 'nobody'}, ${account ?? 'no account chosen'}: ${origins.join() || 'none'}`, async () => {
      assert.deepEqual(await listOrigins(cookie, account), origins)
    })
  }
})
