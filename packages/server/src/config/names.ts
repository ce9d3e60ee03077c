import type { Setting, SettingName } from './settings.ts'

export const ENVIRONMENT_PREFIX = 'POOLHOUSE_'

/** `publicUrl` → `POOLHOUSE_PUBLIC_URL`. */
export function variableOf(name: SettingName): string {
  return ENVIRONMENT_PREFIX + splitWords(name, '_').toUpperCase()
}

/** `publicUrl` → `--public-url`. */
export function flagOf(name: SettingName): string {
  return `--${splitWords(name, '-').toLowerCase()}`
}

/** `demo` → `--no-demo`. */
export function negativeFlagOf(name: SettingName): string {
  return `--no-${flagOf(name).slice(2)}`
}

/** Other users of a machine can read the flags of its processes: no secret is taken from one. */
export function isTakenFromFlags({ kind }: Setting): boolean {
  return kind.secret !== true
}

/** The known name that takes the fewest changes to reach. */
export function nearestName(name: string, known: readonly string[]): string {
  const [first = ''] = known
  const distance = (other: string) => editDistance(name.toLowerCase(), other.toLowerCase())
  return known.reduce((best, other) => (distance(other) < distance(best) ? other : best), first)
}

function splitWords(name: string, separator: string): string {
  return name.replace(/[A-Z]/g, (letter) => separator + letter)
}

/** Levenshtein's distance; only the beginning of an absurdly long name counts. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const letter of from.slice(0, 64)) {
    const next = [(row[0] ?? 0) + 1]
    for (let column = 1; column <= to.length; column++) {
      const change = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1)
      next.push(Math.min(change, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
