import { ServiceError } from '../api/errors.ts'

/** How far a client's clock may be off, and how long a signature without an end of its own is good. */
const SKEW_SECONDS = 5 * 60
/** A week, the longest that AWS lets a presigned address live. */
const LONGEST_SECONDS = 7 * 24 * 60 * 60

/**
 * Checks when a request was signed against the clock.
 *
 * @returns the time in ISO 8601's basic form, as it goes into the signature
 */
export function checkTime(
  { date, expires }: { readonly date: string; readonly expires?: string },
  now: number,
): string {
  const signed = readDate(date)
  if (signed === undefined) {
    const message = `Date must be in ISO-8601 'basic format'. Got '${printable(date)}'. See http://en.wikipedia.org/wiki/ISO_8601`
    throw new ServiceError('IncompleteSignatureException', message)
  }
  const lifetime = expires === undefined ? SKEW_SECONDS : readExpires(expires)
  const [oldest, newest] = [now - lifetime * 1000, now + SKEW_SECONDS * 1000]
  if (signed < oldest) {
    throw invalid(
      `Signature expired: ${basic(signed)} is now earlier than ${basic(oldest)} (${basic(now)} - ${span(lifetime)}.)`,
    )
  }
  if (signed > newest) {
    throw invalid(
      `Signature not yet current: ${basic(signed)} is still later than ${basic(newest)} (${basic(now)} + ${span(SKEW_SECONDS)}.)`,
    )
  }
  return basic(signed)
}

/** Text from outside, fit for an error message: short, and ASCII so that it may stand in a header. */
export function printable(text: string): string {
  return text.slice(0, 64).replace(/[^ -~]/g, '?')
}

/** ISO 8601's basic form, or that of the Date header (RFC 9110 §5.6.7), and no other. */
function readDate(text: string): number | undefined {
  const iso = text.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')
  const time = Date.parse(iso)
  if (Number.isNaN(time)) return undefined
  const isWrittenSo = basic(time) === text || new Date(time).toUTCString() === text
  return isWrittenSo ? time : undefined
}

function readExpires(text: string): number {
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (seconds >= 1 && seconds <= LONGEST_SECONDS) return seconds
  const message = `X-Amz-Expires must be a number of seconds from 1 to ${LONGEST_SECONDS}.`
  throw new ServiceError('IncompleteSignatureException', message)
}

function basic(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '')
}

function span(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} sec`
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidSignatureException', message)
}
