import { download as give } from '../../ui/download.ts';

/** Gives the browser a JSON file to keep. */
export function download(name: string, json: unknown): void {
  give(name, `${JSON.stringify(json, null, 2)}\n`, 'application/json');
}
