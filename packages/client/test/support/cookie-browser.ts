/** A browser as far as its cookies go: it holds them to their prefix and to their length. */

export const SITE = 'https://app.example'

type Headers = Readonly<Record<string, string | undefined>>

export class Browser {
  readonly cookies = new Map<string, string>()
  /** Every `Set-Cookie` so far. */
  readonly history: string[] = []

  take(setCookies: readonly string[]): void {
    for (const cookie of setCookies) {
      this.history.push(cookie)
      const [pair = '', ...attributes] = cookie.split('; ')
      const [name = '', value = ''] = [
        pair.slice(0, pair.indexOf('=')),
        pair.slice(pair.indexOf('=') + 1),
      ]
      if (
        name.startsWith('__Host-') &&
        !(attributes.includes('Secure') && attributes.includes('Path=/'))
      ) {
        throw new Error(`a browser refuses ${name}`)
      }
      if (cookie.length > 4_096) throw new Error(`a browser refuses ${cookie.length} bytes`)
      if (!/^[\x21-\x7e]*$/.test(value))
        throw new Error(`a browser may refuse the value of ${name}`)
      if (attributes.includes('Max-Age=0')) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
  }

  /** A request of a page of the site: with an input a POST. Headers that are undefined stay away. */
  request(path: string, input?: object, headers: Headers = {}): Request {
    const all: Headers = {
      cookie: Array.from(this.cookies, ([name, value]) => `${name}=${value}`).join('; '),
      ...(input && { origin: SITE, 'content-type': 'application/json' }),
      ...headers,
    }
    const given = Object.entries(all).filter((entry): entry is [string, string] => !!entry[1])
    return new Request(`${SITE}${path}`, {
      headers: given,
      ...(input && { method: 'POST', body: JSON.stringify(input) }),
    })
  }

  /** The same cookies as they are now, in a request that is slow on its way. */
  copy(): Browser {
    const other = new Browser()
    for (const [name, value] of this.cookies) other.cookies.set(name, value)
    return other
  }
}
