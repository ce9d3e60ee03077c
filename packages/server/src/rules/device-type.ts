/** Browsers say less; a longer one is made to keep us searching. */
const MOST_CHARACTERS = 512

/** What browsers call themselves, the more particular first: most of them name their ancestors too. */
const BROWSERS: readonly (readonly [name: string, version: RegExp])[] = [
  ['Edge', /\bEdg(?:A|iOS)?\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\b(?:Headless)?(?:Chrome|CriOS)\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//],
]

/** As browsers and as the SDKs of AWS (`os/linux#6.1`) name systems; those of telephones name another one too. */
const SYSTEMS: readonly (readonly [name: string, sign: RegExp])[] = [
  ['iOS', /\b(?:iPhone|CPU) OS (\d+[_.]\d+)|\bos\/ios\b/i],
  ['Android', /\bAndroid (\d+(?:\.\d+)?)|\bos\/android\b/i],
  ['Windows', /\bWindows\b|\bos\/win/i],
  ['macOS', /\bMac OS X (\d+[_.]\d+)|\bos\/(?:macos|darwin)\b/i],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/i],
]

/**
 * Versions that browsers went on to name when their systems had later ones, so that they say nothing.
 * https://www.chromium.org/updates/ua-reduction/
 */
const FROZEN = /\bMac OS X 10(?:_15_7|[._]15\b)|\bAndroid 10; K\)/

/** The product that matters most comes first (RFC 9110 §10.1.5), but for the one that every browser claims to be. */
const FIRST_PRODUCT = /^(?!Mozilla\/)([a-z][\w.-]{0,63})\/v?(\d+)/i

/**
 * What a person used, as they may know it again in a list: `Chrome 125 / macOS 14.5`. Only what the user agent
 * tells for certain; undefined when that is nothing.
 */
export function deviceType(userAgent: string | undefined): string | undefined {
  const text = (userAgent ?? '').slice(0, MOST_CHARACTERS)
  const parts = [applicationIn(text), systemIn(text)].filter((part) => part !== undefined)
  return parts.length > 0 ? parts.join(' / ') : undefined
}

function applicationIn(userAgent: string): string | undefined {
  for (const [name, version] of BROWSERS) {
    const found = version.exec(userAgent)
    if (found) return `${name} ${found[1]}`
  }
  const product = FIRST_PRODUCT.exec(userAgent)
  return product ? `${product[1]} ${product[2]}` : undefined
}

function systemIn(userAgent: string): string | undefined {
  for (const [name, sign] of SYSTEMS) {
    const found = sign.exec(userAgent)
    if (!found) continue
    const version = FROZEN.test(userAgent) ? undefined : found[1]?.replace('_', '.')
    return version === undefined ? name : `${name} ${version}`
  }
  return undefined
}
