import type { Fault } from './fault.ts'
import { clockJumps } from './faults/clock-jumps.ts'
import { diskFull } from './faults/disk-full.ts'
import { fuzz } from './faults/fuzz.ts'
import { hangUps } from './faults/hang-ups.ts'
import { killOnPostgres, killOnSqlite } from './faults/kill-gateway.ts'
import { lostDatabase } from './faults/lost-database.ts'
import { manyConnections } from './faults/many-connections.ts'
import { postgresOutage } from './faults/postgres-outage.ts'
import { redisOutage } from './faults/redis-outage.ts'
import { revocationOnPostgres, revocationOnSqlite } from './faults/revocation.ts'
import { s3Outage } from './faults/s3-faults.ts'
import { silentClients } from './faults/silent-clients.ts'
import { slowClients } from './faults/slow-clients.ts'
import { unreadAnswers } from './faults/unread-answers.ts'

/** Every fault test, in the order in which they run. */
export const faults: readonly Fault[] = [
  killOnSqlite,
  killOnPostgres,
  postgresOutage,
  redisOutage,
  diskFull,
  lostDatabase,
  revocationOnPostgres,
  revocationOnSqlite,
  manyConnections,
  slowClients,
  silentClients,
  unreadAnswers,
  hangUps,
  clockJumps,
  s3Outage,
  fuzz,
]
