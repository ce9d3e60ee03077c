import { expect, it } from 'vitest'
import { signOAuth1 } from './oauth1.ts'

/** The example of RFC 5849 §1.2, as its §3.4.1.1 base string is made, with the version that Twitter wants. */
it('signs a request as OAuth 1.0a does', () => {
  const keys = {
    consumerKey: 'dpf43f3p2l4k3l03',
    consumerSecret: 'kd94hf93k423kf44',
    accessToken: 'nnch734d00sl2jdk',
    accessSecret: 'pfkkdhi9sl3r4s00',
  }
  const address = new URL('http://photos.example.net/photos?file=vacation.jpg&size=original')
  // Published with these values in OAuth Core 1.0a, appendix A.5.
  const header = signOAuth1('GET', address, keys, 1_191_242_096_000, 'kllo9940pd9333jh')
  expect(header).toContain('oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D"')
})
