/** A string, with the colon that makes it a name, or the bounds of an object. */
const TOKEN = /("(?:[^"\\]|\\.)*")\s*(:?)|[{}]/g

/**
 * Whether an object in a JSON text has a name twice. Readers take the last of them and drop the others without a
 * word: of two blocks of conditions under one operator, what the first asked for would be lost.
 *
 * @param text JSON that can be parsed.
 */
export function repeatsKey(text: string): boolean {
  const open: Set<string>[] = []
  for (const [token, name = '', colon] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set())
    else if (token === '}') open.pop()
    else if (colon) {
      const names = open.at(-1)
      const key: string = JSON.parse(name)
      if (names?.has(key)) return true
      names?.add(key)
    }
  }
  return false
}
