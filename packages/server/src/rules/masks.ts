/**
 * `Ada@example.com` → `a***@e***`, as Cognito shows where it sent a code. In small letters: somebody's own capitals
 * would tell them from a name that is only typed.
 */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf('@')
  return `${first(address)}***@${first(address.slice(at + 1))}***`
}

/** `+15550101234` → `+*******1234`. */
export const maskPhone = (number: string): string =>
  `+${'*'.repeat(Math.max(number.length - 5, 0))}${number.slice(-4)}`

const first = (text: string): string => ([...text][0] ?? '').toLowerCase()
