/** For servers that answer a Request with a Response: sessions in cookies. */
export {
  type AuthHandler,
  type AuthHandlerOptions,
  createAuthHandler,
  type RequestAuth,
} from './server/handler.ts'
export {
  type CookieAttributes,
  type CookieJar,
  cookieStorage,
  documentCookies,
  type RequestCookies,
  requestCookies,
} from './storage/cookies.ts'
