/** What `wasm-bindgen` makes of `crates/console`; the texts are JSON in the API's forms. */
declare module 'console-engine/console.js' {
  export default function load(from: { module_or_path: string }): Promise<unknown>;
  export function catalogue(): string;
  export function check_message(draft: string): string;
  export function message_bundle(draft: string, currency: string, korean: boolean): Uint8Array;
  export function send_seen(draft: string, sender: string, known: string, registered: string): string;
  export function template_seen(draft: string, shop: string, known: string): string;
  export function shopper_answer(known: string, nowMs: number): Uint8Array;
  export class Engine {
    constructor(segments: string, currency: string);
    check(draft: string, inSend: boolean): string;
    explain(draft: string, facts: string): string;
    page(condition: string, url: string): string;
    read(file: string): string;
    free(): void;
  }
}

declare module 'console-engine/console_bg.wasm?url' {
  const url: string;
  export default url;
}
