import type { ServiceTable } from '../api/table.ts'
import type { Catalogue } from '../call/operation.ts'
import { AREA_OF, AREA_TITLES, type Area } from './areas.ts'

/** The operations that work, by service. */
export type Catalogues = Readonly<Partial<Record<ServiceTable['service'], Catalogue>>>

export interface OperationStatus {
  readonly name: string
  readonly isWorking: boolean
}

export interface AreaStatus {
  readonly title: string
  readonly operations: readonly OperationStatus[]
}

/** How far one service is. */
export interface ServiceStatus {
  readonly title: string
  readonly working: number
  readonly total: number
  /** One of no title where a service is not divided. */
  readonly areas: readonly AreaStatus[]
}

const SERVICE_TITLES = {
  'cognito-idp': 'Cognito user pools',
  'cognito-identity': 'Cognito identity pools',
  sts: 'Security Token Service',
  iam: 'IAM roles',
} satisfies Record<ServiceTable['service'], string>

/** What AWS promised, held against what works: the tables and the catalogues, and no list beside them. */
export const describeStatus = (
  tables: readonly ServiceTable[],
  catalogues: Catalogues,
): ServiceStatus[] =>
  tables.map((table) => {
    const catalogue = catalogues[table.service] ?? {}
    const areas = divide(table).map(({ title, names }) => ({
      title,
      operations: names.map((name) => ({ name, isWorking: Object.hasOwn(catalogue, name) })),
    }))
    const operations = areas.flatMap((area) => area.operations)
    return {
      title: SERVICE_TITLES[table.service],
      working: countWorking(operations),
      total: operations.length,
      areas,
    }
  })

/** How many of these operations work. */
export const countWorking = (operations: readonly OperationStatus[]): number =>
  operations.filter(({ isWorking }) => isWorking).length

function divide({ service, operations }: ServiceTable): { title: string; names: string[] }[] {
  const names = Object.keys(operations)
  if (service !== 'cognito-idp') return [{ title: '', names }]
  const areaOf: Readonly<Record<string, Area>> = AREA_OF
  return Object.entries(AREA_TITLES).map(([area, title]) => ({
    title,
    names: Object.keys(areaOf).filter((name) => areaOf[name] === area && names.includes(name)),
  }))
}
