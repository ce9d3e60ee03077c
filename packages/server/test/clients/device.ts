import { cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito'

/** Where one device keeps its tokens: Amplify has one session a storage, so two are two devices. */
export class Device {
  readonly kept = new Map<string, string>()
  setItem = async (key: string, value: string) => void this.kept.set(key, value)
  getItem = async (key: string) => this.kept.get(key) ?? null
  removeItem = async (key: string) => void this.kept.delete(key)
  clear = async () => this.kept.clear()
}

/** Amplify is one for the whole process: from here on it runs on this device. */
export const take = (device: Device): void =>
  cognitoUserPoolsTokenProvider.setKeyValueStorage(device)
