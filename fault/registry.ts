import type { Fault } from './fault.ts'
import { floodOnPostgres, floodOnSqlite } from './faults/anonymous-flood.ts'
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
import { uppyUploads } from './faults/uppy-uploads.ts'

/** The fault tests, grouped by what fails. `npm test` runs each group in the file of that name, side by side. */
export const faultGroups = {
  machine: [killOnSqlite, killOnPostgres, diskFull, lostDatabase, clockJumps],
  services: [postgresOutage, redisOutage, s3Outage, revocationOnPostgres, revocationOnSqlite],
  clients: [
    manyConnections,
    slowClients,
    silentClients,
    unreadAnswers,
    hangUps,
    floodOnSqlite,
    floodOnPostgres,
    fuzz,
    uppyUploads,
  ],
} as const satisfies Readonly<Record<string, readonly Fault[]>>

/** Every fault test, in the order of `npm run fault`. */
export const faults: readonly Fault[] = Object.values(faultGroups).flat()
