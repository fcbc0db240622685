export function png(width: number, height: number, of: (x: number, y: number) => number[], options?: { alpha?: boolean; extra?: [string, Uint8Array][] }): Uint8Array
export function gif(width: number, height: number, colours: number[], options?: { delay?: number; repeat?: number }): Uint8Array
