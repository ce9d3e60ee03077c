const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const FORM = /^([A-Z][a-z]{2}) ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}):(\d{2}):(\d{2}) UTC (\d{4})$/

/**
 * The time a client signed in an SRP answer, in epoch milliseconds: `ddd MMM D HH:mm:ss UTC YYYY` in
 * English, the day of the month without a leading zero. Reading it and writing it again must give the
 * same text, which also refuses 31 February and a wrong day of the week.
 */
export function readTimestamp(text: string): number | undefined {
  const [, , month = '', day, hour, minute, second, year] = FORM.exec(text) ?? []
  const time = Date.UTC(
    Number(year),
    MONTHS.indexOf(month),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  )
  return Number.isFinite(time) && writeTimestamp(time) === text ? time : undefined
}

function writeTimestamp(time: number): string {
  const date = new Date(time)
  const clock = date.toISOString().slice(11, 19)
  const day = `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}`
  return `${day} ${clock} UTC ${date.getUTCFullYear()}`
}
