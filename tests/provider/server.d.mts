export const ACCOUNT: {
  solapi: { account: string; key: string; secret: string; channel: string }
  'nhn-sms': { key: string; secret: string }
  'nhn-kakao': { key: string; secret: string; channel: string }
  shop: string
  unsubscribe: string
}
type Sent = { id: string; service: string; request: string; key: string; send: string; number: string; from: string; type: string; subject: string; text: string; kakao: object | null; images: string[]; code: string; state: string; duplicates: number; is_sent: boolean }
export function provider(options?: { port?: number; data?: string; host?: string }): Promise<{
  origin: string
  control(said: Record<string, unknown>): Record<string, unknown>
  messages(): { messages: Sent[]; sent: number; sends: number; duplicates: number }
  calls(): { calls: { at: number; method: string; path: string; did: string; status: number | null }[] }
  close(): Promise<void>
}>
