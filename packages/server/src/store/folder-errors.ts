/** What a failure to use a data folder means to whoever started the service, by the error's code. */
const EXPLANATIONS: Readonly<Record<string, (folder: string) => string>> = {
  SQLITE_BUSY: (folder) => `Another Poolhouse process has ${folder} open. Stop it`,
  SQLITE_NOTADB: (folder) => `A file in ${folder} is no SQLite database. Restore it from a backup`,
  SQLITE_CORRUPT: (folder) => `The database in ${folder} is damaged. Restore it from a backup`,
  SQLITE_READONLY: (folder) => `This user may not write in ${folder}. Change who owns it`,
  SQLITE_CANTOPEN: (folder) => `The database in ${folder} cannot be opened. See who may read it`,
  EACCES: (folder) => `This user may not use the folder ${folder}. Change who owns it`,
  EPERM: (folder) => `This user may not use the folder ${folder}. Change who owns it`,
  EROFS: (folder) => `${folder} is on a disk that cannot be written. Mount it for writing`,
  ENOSPC: (folder) => `The disk of ${folder} is full. Make room`,
  EEXIST: (folder) => `${folder} is a file, and a folder is needed. Move it`,
  ENOTDIR: (folder) => `A part of ${folder} is a file, and a folder is needed. Move it`,
}

/** The same failure in words that say what to do; one that is not known stays as it is. */
export function explainFolder(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const explain = EXPLANATIONS[code] ?? EXPLANATIONS[code.split('_').slice(0, 2).join('_')]
  if (!explain) return error
  const message = `${explain(folder)}, or choose another folder with --data.`
  return new Error(message, { cause: error })
}
