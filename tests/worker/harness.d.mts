/** The edge on a workerd of its own (harness.mjs), as far as the walks of a browser need it. */
export const SETUP_TOKEN: string
export const OWNER: { email: string; password: string; name: string }
export interface Session {
  headers: Record<string, string>
  site: { id: string; key: string }
}
export interface Edge {
  origin: string
  owner: Session
  call(method: string, path: string, options?: { as?: { headers?: Record<string, string> }; body?: unknown; headers?: Record<string, string> }): Promise<{ status: number; headers: Headers; body: any }>
  token(scopes: string[]): Promise<Session>
  close(): Promise<void>
}
export function start(options?: { setUp?: boolean; isDescribed?: boolean; vars?: Record<string, string> }): Promise<Edge>
