/**
 * How long ago a moment was, in words; what lies ahead is "just now". The inbox page sends this function's
 * source to the browser, so it names nothing outside itself.
 */
export function relativeTime(time: number, now: number): string {
  const minutes = Math.floor((now - time) / 60_000)
  if (minutes < 1) return 'just now'
  const isHours = minutes >= 60
  const isDays = minutes >= 1440
  const count = Math.floor(minutes / (isDays ? 1440 : isHours ? 60 : 1))
  const unit = isDays ? 'day' : isHours ? 'hour' : 'minute'
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`
}
