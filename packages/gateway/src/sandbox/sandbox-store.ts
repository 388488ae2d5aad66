import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'

/** A file on the disk. An object uploaded in parts has several files, in order. */
export interface StoredFile {
  readonly name: string
  readonly sizeBytes: number
}

/** An object, or a part of an upload. */
export interface StoredContent {
  readonly files: readonly StoredFile[]
  /** With its quotes. */
  readonly etag: string
  /** Epoch milliseconds. */
  readonly modifiedAt: number
  /** The headers that are sent with it, by lowercase name. */
  readonly headers: Readonly<Record<string, string>>
}

/** An object as a listing shows it. */
export interface StoredObject extends StoredContent {
  readonly key: string
}

/** An open multipart upload. */
export interface StoredUpload {
  readonly id: string
  readonly key: string
  readonly startedAt: number
  /** The headers of the future object. */
  readonly headers: Readonly<Record<string, string>>
  /** The checksum that each part has: `sha256`. */
  readonly checksumAlgorithm?: string | undefined
}

/** A part of an open upload. */
export interface StoredPart extends StoredContent {
  readonly number: number
}

/** What the sandbox stores: an index of names in SQLite, and bytes in files with random names, so that no key becomes a path. */
export interface SandboxStore {
  /** Returns a new path for bytes that come in. They are not part of the store until {@link keepFile}. */
  createPath(): string
  /** Makes the file at such a path a file of the store. */
  keepFile(path: string, sizeBytes: number): StoredFile
  /** The path of a file's bytes. */
  pathOf(file: StoredFile): string
  removeFiles(files: readonly StoredFile[]): void
  findObject(bucket: string, key: string): StoredObject | undefined
  /**
   * Stores or replaces an object.
   * @param check gets the stored object. When it throws, that object stays
   * @param uploadId the upload from which the object was made. It is removed together with storing the object
   */
  putObject(
    bucket: string,
    object: StoredObject,
    check: (found: StoredObject | undefined) => void,
    uploadId?: string,
  ): void
  removeObject(bucket: string, key: string): void
  /** Lists objects in the order of their keys' bytes. @param from the first key that may be listed */
  listObjects(bucket: string, from: string): IterableIterator<StoredObject>
  addUpload(bucket: string, upload: StoredUpload): void
  findUpload(bucket: string, key: string, id: string): StoredUpload | undefined
  listUploads(bucket: string): readonly StoredUpload[]
  /** Removes an upload and its parts, but not their files, which may belong to an object by now. */
  removeUpload(id: string): void
  putPart(uploadId: string, part: StoredPart): void
  /** In the order of their numbers. */
  listParts(uploadId: string): readonly StoredPart[]
  close(): void
}

/** Keys are compared by their UTF-8 bytes, as S3 does: SQLite's own order for text. */
const schema = `
  create table if not exists objects (bucket text, key text, content text not null, primary key (bucket, key)) without rowid;
  create table if not exists uploads (id text primary key, bucket text not null, key text not null, content text not null) without rowid;
  create table if not exists parts (upload_id text, number integer, content text not null, primary key (upload_id, number)) without rowid;
`

const dayMs = 24 * 60 * 60_000

interface Row {
  readonly key: string
  readonly content: string
}

/** Opens the store in a folder, and makes the folder when it does not exist. */
export function openSandboxStore(directory: string): SandboxStore {
  const [incoming, files] = [join(directory, 'incoming'), join(directory, 'files')]
  for (const folder of [incoming, files]) mkdirSync(folder, { recursive: true, mode: 0o700 })
  removeAbandoned(incoming)
  const sqlite = new Sqlite(join(directory, 'index.db'), { timeout: 5000 })
  sqlite.pragma('journal_mode = wal')
  sqlite.pragma('synchronous = normal')
  sqlite.exec(schema)
  const objectOf = sqlite.prepare<[string, string], Row>('select * from objects where bucket = ? and key = ?')
  const replace = sqlite.prepare('insert or replace into objects (bucket, key, content) values (?, ?, ?)')
  const pathOf = ({ name }: StoredFile) => join(files, name)

  function removeFiles(removed: readonly StoredFile[]): void {
    for (const file of removed) rmSync(pathOf(file), { force: true })
  }

  function findObject(bucket: string, key: string): StoredObject | undefined {
    const row = objectOf.get(bucket, key)
    return row === undefined ? undefined : readRow<StoredObject>(row)
  }

  const removeUpload = sqlite.transaction((id: string) => {
    sqlite.prepare('delete from parts where upload_id = ?').run(id)
    sqlite.prepare('delete from uploads where id = ?').run(id)
  })

  const putObject = sqlite.transaction<SandboxStore['putObject']>((bucket, { key, ...content }, check, uploadId) => {
    const found = findObject(bucket, key)
    check(found)
    replace.run(bucket, key, JSON.stringify(content))
    if (uploadId !== undefined) removeUpload(uploadId)
    removeFiles(found?.files ?? [])
  })

  return {
    createPath: () => join(incoming, randomBytes(16).toString('hex')),
    keepFile(path, sizeBytes) {
      const name = randomBytes(16).toString('hex')
      renameSync(path, join(files, name))
      return { name, sizeBytes }
    },
    pathOf,
    removeFiles,
    findObject,
    // An immediate transaction, so that two uploads with `If-None-Match: *` cannot both find nothing.
    putObject: putObject.immediate,
    removeObject(bucket, key) {
      const found = findObject(bucket, key)
      sqlite.prepare('delete from objects where bucket = ? and key = ?').run(bucket, key)
      removeFiles(found?.files ?? [])
    },
    *listObjects(bucket, from) {
      const rows = sqlite.prepare<[string, string], Row>(
        'select * from objects where bucket = ? and key >= ? order by key',
      )
      for (const row of rows.iterate(bucket, from)) yield readRow<StoredObject>(row)
    },
    addUpload(bucket, { id, key, ...content }) {
      sqlite.prepare('insert into uploads values (?, ?, ?, ?)').run(id, bucket, key, JSON.stringify(content))
    },
    findUpload(bucket, key, id) {
      const row = sqlite
        .prepare<[string, string, string], Row>('select * from uploads where id = ? and bucket = ? and key = ?')
        .get(id, bucket, key)
      return row === undefined ? undefined : readRow<StoredUpload>(row)
    },
    listUploads: (bucket) =>
      sqlite
        .prepare<[string], Row>('select * from uploads where bucket = ? order by key, id')
        .all(bucket)
        .map(readRow<StoredUpload>),
    removeUpload,
    putPart: sqlite.transaction<SandboxStore['putPart']>((uploadId, { number, ...content }) => {
      const found = sqlite
        .prepare<[string, number], Row>('select * from parts where upload_id = ? and number = ?')
        .get(uploadId, number)
      sqlite.prepare('insert or replace into parts values (?, ?, ?)').run(uploadId, number, JSON.stringify(content))
      if (found !== undefined) removeFiles(readRow<StoredPart>(found).files)
    }),
    listParts: (uploadId) =>
      sqlite
        .prepare<[string], Row>('select * from parts where upload_id = ? order by number')
        .all(uploadId)
        .map(readRow<StoredPart>),
    close: () => void sqlite.close(),
  }
}

function readRow<Stored>({ content, ...columns }: Row): Stored {
  return { ...columns, ...JSON.parse(content) }
}

/** Removes bytes that were coming in when a process ended. Recent files stay, because another gateway may be receiving them. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Number.POSITIVE_INFINITY }
    if (mtimeMs < Date.now() - dayMs) rmSync(path, { force: true })
  }
}
