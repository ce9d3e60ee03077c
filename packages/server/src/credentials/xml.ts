/** As much XML as an answer of STS is: elements and text, nothing that could refer elsewhere. */
export interface XmlElement {
  readonly name: string
  readonly text: string
  readonly children: readonly XmlElement[]
}

interface Open {
  readonly name: string
  text: string
  readonly children: XmlElement[]
}

/** One tag, its attributes unread, or the text before the next one. */
const TOKEN = /<(\/?)([A-Za-z][\w.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y
const DECLARATION = /^\ufeff?\s*(?:<\?xml [^?<>]*\?>)?\s*/
const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
}
const DEEPEST = 16

/**
 * Reads a document strictly: comments, processing instructions, CDATA and document types have no place in an
 * answer of STS, and whoever sends them is none.
 *
 * @returns undefined for anything but one element with all that is in it.
 */
export function readXml(document: string): XmlElement | undefined {
  const start = DECLARATION.exec(document)?.[0].length ?? 0
  const root: Open = { name: '', text: '', children: [] }
  const open: Open[] = [root]
  const pattern = new RegExp(TOKEN)
  pattern.lastIndex = start
  while (pattern.lastIndex < document.length) {
    const token = pattern.exec(document)
    if (!token || !take(token, open)) return undefined
  }
  const [element, ...others] = root.children
  const isWhole = open.length === 1 && others.length === 0 && root.text.trim() === ''
  return isWhole ? element : undefined
}

/** False where a tag does not fit or a reference is unknown. */
function take([, closing, name, , selfClosing, text]: RegExpExecArray, open: Open[]): boolean {
  const current = open.at(-1)
  if (!current || open.length > DEEPEST) return false
  if (text !== undefined) {
    const read = unescapeText(text)
    current.text += read ?? ''
    return read !== undefined
  }
  if (closing) {
    open.pop()
    open.at(-1)?.children.push(current)
    return open.length > 0 && current.name === name && !selfClosing
  }
  const element = { name: name ?? '', text: '', children: [] }
  if (selfClosing) current.children.push(element)
  else open.push(element)
  return true
}

function unescapeText(text: string): string | undefined {
  let isKnown = true
  const read = text.replace(/&([^;&\s]{0,12});?/g, (reference, name: string) => {
    const code = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(name)
    const point = code && Number.parseInt(code[1] ?? code[2] ?? '', code[1] ? 16 : 10)
    const isPoint = typeof point === 'number' && point <= 0x10_ffff
    const character = isPoint ? String.fromCodePoint(point) : ENTITIES[name]
    if (character === undefined || !reference.endsWith(';')) isKnown = false
    return character ?? ''
  })
  return isKnown ? read : undefined
}

/** The element under these names, one in the other; undefined where one is missing or there twice. */
export function elementAt(element: XmlElement, ...path: readonly string[]): XmlElement | undefined {
  let current: XmlElement | undefined = element
  for (const name of path) {
    const found: readonly XmlElement[] = (current?.children ?? []).filter(
      (child) => child.name === name,
    )
    current = found.length === 1 ? found[0] : undefined
  }
  return current
}
