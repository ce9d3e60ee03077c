import { devNull } from 'node:os'

export interface Key {
  readonly id: string
  readonly secret: string
  /** Of session credentials. */
  readonly token?: string
}

/** In development any key will do; the tools want one all the same. */
const ANY_KEY: Key = { id: 'AKIATEST', secret: 'any will do in development' }

/**
 * The environment for Amazon's own tools: this one without its AWS settings, so that no profile, endpoint or
 * key of whoever runs the tests gets in, and without a detour for loopback.
 */
export function isolatedEnvironment({ id, secret, token }: Key = ANY_KEY): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))
  return {
    ...Object.fromEntries(own),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: id,
    AWS_SECRET_ACCESS_KEY: secret,
    ...(token !== undefined && { AWS_SESSION_TOKEN: token }),
    AWS_DEFAULT_OUTPUT: 'json',
    AWS_PAGER: '',
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
  }
}
