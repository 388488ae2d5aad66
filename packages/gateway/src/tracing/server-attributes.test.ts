import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeServers, readAddress } from './server-attributes.ts'

test('SQLite is not a server', () => {
  const servers = describeServers({})
  assert.deepEqual(servers, { database: { 'db.system.name': 'sqlite' }, redis: { 'db.system.name': 'redis' } })
})

test('servers are named by the host and port of their URLs, and by nothing else', () => {
  const servers = describeServers({
    databaseUrl: 'postgres://user:hunter2@db.example.com/signpost?password=hunter2',
    redisUrl: 'rediss://:hunter2@[2001:db8::1]:6380/2',
  })
  assert.deepEqual(servers, {
    database: { 'db.system.name': 'postgresql', 'server.address': 'db.example.com', 'server.port': 5432 },
    redis: { 'db.system.name': 'redis', 'server.address': '2001:db8::1', 'server.port': 6380 },
  })
})

test('a database behind a socket is named by its folder', () => {
  assert.deepEqual(readAddress('postgres:///signpost?host=/run/postgresql', 5432), {
    'server.address': '/run/postgresql',
    'server.port': 5432,
  })
})
