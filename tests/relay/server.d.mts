export interface Heard {
  method: string
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  body: string
  /** Of Meta: the events, and the code of a test. */
  events: any[]
  testCode: string | null
  /** Of the others: the body. */
  json: any
  taken: boolean
}
type Plan = 'drop' | 'slow' | { status: number; body?: unknown; headers?: Record<string, string> }
export function relayServer(port?: number): Promise<{ url: string; heard: Heard[]; to(path: string): Heard[]; next(path: string, ...answers: Plan[]): void; close(): Promise<void> }>
export function isSigned(one: Heard, secret: string): boolean
