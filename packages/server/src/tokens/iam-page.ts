import { ServiceError } from '../api/errors.ts'
import type { Services } from '../store/services.ts'
import { readPage } from './page.ts'

/** What IAM lists at once where it is not told. */
const DEFAULT_PAGE = 100

interface Asked {
  readonly Marker?: string | undefined
  readonly MaxItems?: number | undefined
}

/** How IAM's lists end. */
interface Paged<Row> {
  readonly rows: Row[]
  readonly more: { readonly IsTruncated: boolean; readonly Marker?: string }
}

/**
 * Reads one page of a list of IAM by name.
 *
 * @param list what the marker is bound to.
 * @throws ValidationError for a marker that is not of this list.
 */
export async function readIamPage<Row>(
  list: readonly string[],
  { Marker, MaxItems }: Asked,
  services: Pick<Services, 'keyring' | 'clock'>,
  fetch: (limit: number, after: string | undefined) => Promise<Row[]>,
  nameOf: (row: Row) => string,
): Promise<Paged<Row>> {
  const asked = { list, limit: MaxItems ?? DEFAULT_PAGE, token: Marker }
  const { rows, next } = await readPage(asked, services, fetch, nameOf).catch((error: unknown) => {
    const isOfMarker = error instanceof ServiceError && error.code === 'InvalidParameterException'
    throw isOfMarker ? new ServiceError('ValidationError', 'Invalid Marker.') : error
  })
  return {
    rows,
    more: { IsTruncated: next !== undefined, ...(next !== undefined && { Marker: next }) },
  }
}
