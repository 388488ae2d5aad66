import assert from 'node:assert/strict'
import { registerHooks } from 'node:module'
import { test } from 'node:test'
import fastify from 'fastify'
import { AppError } from '../core/app-error.ts'
import { type Administration, addAdminRoutes } from './admin-routes.ts'

test('when loading the administration has failed, the next request loads it again', async () => {
  const session = { id: 'ses_1', administrator: { id: 'adm_1', email: 'a@example.com', name: 'A', role: 'owner' } }
  const app = fastify().setErrorHandler((error, _request, reply) =>
    reply.send({ said: error instanceof AppError ? error.code : (error as Error).message }),
  )
  addAdminRoutes(app, { identify: async () => session, dependencies: {} } as unknown as Administration, undefined)
  const ask = async () =>
    (await app.inject({ url: '/admin/api/no-such-act', headers: { host: 'localhost' } })).json().said

  const hooks = registerHooks({
    load(url, context, nextLoad) {
      if (url.endsWith('/admin/registry.ts')) throw new Error('EMFILE: too many open files')
      return nextLoad(url, context)
    },
  })
  assert.match(await ask(), /EMFILE/)
  hooks.deregister()
  assert.equal(await ask(), 'route_not_found')
})
