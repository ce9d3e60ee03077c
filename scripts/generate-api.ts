/**
 * Makes the API tables and wire types of the server from the installed AWS SDK and the limits.
 *
 * `node scripts/generate-api.ts` writes them; `--check` writes nothing and fails where a committed
 * file differs from what would be written.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { type BuiltTable, buildTable } from './api/build-table.ts'
import { readSdk } from './api/read-sdk.ts'
import { SERVICES, type ServiceSource } from './api/services.ts'
import type { Limits } from './api/shape-builder.ts'
import { tableSource, wireSource } from './api/write-source.ts'

const isCheck = process.argv.includes('--check')
const folder = new URL('../packages/server/src/api/', import.meta.url)
const limits: Record<string, Limits> = JSON.parse(
  readFileSync(new URL('./api/limits.json', import.meta.url), 'utf8'),
)

const files = new Map<string, string>()
const tables: [ServiceSource, BuiltTable][] = []
for (const source of SERVICES) {
  const sdk = await readSdk(source.package)
  const table = buildTable(source, sdk, limits[source.service] ?? { limits: {}, members: {} })
  tables.push([source, table])
  files.set(`${source.service}.generated.ts`, tableSource(source, table, sdk))
  if (!isCheck) report(source, table)
}
files.set('wire.generated.ts', wireSource(tables))

for (const [name, text] of files) {
  const file = new URL(name, folder)
  if (!isCheck) writeFileSync(file, text)
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${name} is not what scripts/generate-api.ts makes: run it and commit the result`)
    process.exitCode = 1
  }
}

function report({ service }: ServiceSource, { operations, shapes, ...table }: BuiltTable): void {
  const counts = `${Object.keys(operations).length} operations, ${Object.keys(shapes).length} shapes`
  console.log(`${service}: ${counts}`)
  for (const name of table.unmatched) console.log(`  limit that matches nothing: ${name}`)
  for (const name of table.unlimited) console.log(`  string without a limit: ${name}`)
}
