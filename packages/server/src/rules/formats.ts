/**
 * Whether a text is an email address as Cognito takes it: one `@` between a local part and a dotted
 * domain, no blanks. Linear on purpose: the usual patterns for this backtrack for seconds on bad input.
 */
export function isEmail(text: string): boolean {
  const at = text.indexOf('@')
  if (at < 1 || at !== text.lastIndexOf('@') || text.length > 2048) return false
  const domain = text.slice(at + 1)
  return !/[\s\p{C}]/u.test(text) && domain.split('.').length > 1 && !domain.split('.').includes('')
}

/** E.164: a plus, then up to fifteen digits, the first not zero. */
export const isPhoneNumber = (text: string): boolean => /^\+[1-9]\d{1,14}$/.test(text)

/** `YYYY-MM-DD`, a day that exists. */
export function isBirthdate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
