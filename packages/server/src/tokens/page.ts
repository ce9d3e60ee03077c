import { ServiceError } from '../api/errors.ts'
import { toBytes, toText } from '../crypto/encoding.ts'
import { HOUR_MS } from '../rules/durations.ts'
import type { Services } from '../store/services.ts'

type Needs = Pick<Services, 'keyring' | 'clock'>

const PURPOSE = 'page token'

interface Page<Row> {
  readonly rows: Row[]
  /** Absent on the last page, also when that page is full. */
  readonly next: string | undefined
}

/**
 * Reads one page of a list. The token says where to go on; it is sealed, lasts an hour, and is bound to the
 * list it came from (operation, pool, filter, order), so that one list's token opens no other.
 *
 * @param list  what the token is bound to.
 * @param fetch reads `limit` rows after a row of the list.
 * @param place what of a row the next page starts from.
 * @throws InvalidParameterException for a token that is changed, foreign or stale.
 */
export async function readPage<Row, Place>(
  { list, limit, token }: { list: readonly string[]; limit: number; token: string | undefined },
  { keyring, clock }: Needs,
  fetch: (limit: number, after: Place | undefined) => Promise<Row[]>,
  place: (row: Row) => Place,
): Promise<Page<Row>> {
  const bound = JSON.stringify(list)
  const after = token === undefined ? undefined : open<Place>(token, bound, { keyring, clock })
  const rows = await fetch(limit + 1, after)
  const last = rows[limit - 1]
  if (rows.length <= limit || last === undefined) return { rows, next: undefined }
  const content = JSON.stringify({ place: place(last), until: clock.now() + HOUR_MS })
  return { rows: rows.slice(0, limit), next: keyring.seal(PURPOSE, toBytes(content), bound) }
}

function open<Place>(token: string, bound: string, { keyring, clock }: Needs): Place {
  const content = keyring.open(PURPOSE, token, bound)
  const { place, until } = content ? JSON.parse(toText(content)) : { place: undefined, until: 0 }
  if (clock.now() < until) return place
  throw new ServiceError('InvalidParameterException', 'Invalid pagination token')
}
