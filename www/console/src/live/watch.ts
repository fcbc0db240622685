import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, type LiveVisitor } from '../api.ts';
import { LIVE_ROWS_MAX, isWatched, liveKey, liveNow, setWatched, type Live } from '../queries.ts';

/** A frame of the live socket (worker/src/live/frame.rs). */
export type Frame = {
  type: 'snapshot' | 'delta';
  seq: number;
  at: string;
  /** On the site. */
  count: number;
  /** Of the segment that was asked for, and of whom that is not known yet. */
  matching: number;
  pending: number;
  visitors: LiveVisitor[];
  gone: string[];
};
/** `unknown`: the segment is not published. */
export type Watching = 'opening' | 'open' | 'lost' | 'unknown';
/** Who of a segment is there: `count` is of the segment, `all` of everybody. */
export type Matching = ReturnType<typeof liveNow> & { all: number; pending: number };

/** The wait before connecting again; it doubles. Meanwhile the list is asked for. */
const RETRY_MS = 2_000;
const RETRY_MS_MAX = 60_000;
/** The edge says something every 20 s: after twice that the line is dead. */
const SILENCE_MS_MAX = 45_000;

/**
 * Keeps the list of visitors as the edge tells it, while this tab is seen: everybody, or who matches a segment. Where no socket can be opened the query
 * of everybody goes on asking; who matches is told over a socket only.
 */
export function useWatch(site: string, segment?: string): Watching {
  const client = useQueryClient();
  const [state, setState] = useState<Watching>('opening');
  useEffect(() => {
    setState('opening');
    const abort = new AbortController();
    let socket: WebSocket | undefined;
    let timer: number | undefined;
    let known: { seq: number; live: Live } | undefined;
    let failures = 0;
    let opening = false;

    const later = (ms: number, then: () => void) => {
      window.clearTimeout(timer);
      timer = window.setTimeout(then, ms);
    };
    const lost = () => {
      socket = undefined;
      setState('lost');
      if (segment === undefined && isWatched(site)) {
        setWatched(site, false);
        // Asked once, the query goes on by itself.
        void client.invalidateQueries({ queryKey: liveKey(site) });
      }
      if (abort.signal.aborted || document.hidden) return;
      later(Math.min(RETRY_MS * 2 ** failures, RETRY_MS_MAX), () => void open());
      failures += 1;
    };
    const open = async () => {
      if (socket || opening || abort.signal.aborted || document.hidden) return;
      opening = true;
      try {
        const { ticket } = await api.post('/api/sites/{id}/live/ticket', { path: { id: site }, signal: abort.signal });
        if (abort.signal.aborted) return;
        socket = connect(site, ticket, segment, known?.seq);
      } catch {
        return lost();
      } finally {
        opening = false;
      }
      const own = socket;
      own.onmessage = ({ data }: MessageEvent<string>) => {
        const frame = JSON.parse(data) as Frame | { type: 'error'; code: string };
        if (own !== socket) return;
        if (frame.type === 'error') {
          // Everybody would be told from here on, which is not what was asked for.
          if (frame.code === 'no_such_segment') {
            abort.abort();
            own.close();
            setState('unknown');
          }
          return;
        }
        known = { seq: frame.seq, live: told(known?.live, frame) };
        failures = 0;
        setState('open');
        const now = liveNow({ ...known.live, visitors: known.live.visitors.slice(0, LIVE_ROWS_MAX) });
        if (segment === undefined) {
          setWatched(site, true);
          client.setQueryData(liveKey(site), now);
        } else {
          client.setQueryData<Matching>(liveKey(site, segment), { ...now, count: frame.matching, all: frame.count, pending: frame.pending });
        }
        later(SILENCE_MS_MAX, () => own.close());
      };
      own.onclose = () => own === socket && !abort.signal.aborted && lost();
      if (document.hidden) own.close();
    };
    const look = () => {
      if (document.hidden) socket?.close();
      else void open();
    };
    document.addEventListener('visibilitychange', look);
    void open();
    return () => {
      abort.abort();
      document.removeEventListener('visibilitychange', look);
      window.clearTimeout(timer);
      if (segment === undefined) setWatched(site, false);
      socket?.close();
    };
  }, [client, site, segment]);
  return state;
}

/** The list after a frame: the newest first. */
export function told(before: Live | undefined, frame: Frame): Live {
  const known = new Map((frame.type === 'delta' ? (before?.visitors ?? []) : []).map((visitor) => [visitor.visitor, visitor]));
  for (const label of frame.gone) known.delete(label);
  for (const visitor of frame.visitors) known.set(visitor.visitor, visitor);
  const visitors = [...known.values()].sort((a, b) => Date.parse(b.started) - Date.parse(a.started) || a.visitor.localeCompare(b.visitor));
  return { at: frame.at, count: frame.count, visitors };
}

function connect(site: string, ticket: string, segment: string | undefined, since: number | undefined): WebSocket {
  const url = new URL(`/api/sites/${encodeURIComponent(site)}/live/socket`, window.location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  url.searchParams.set('ticket', ticket);
  if (segment !== undefined) url.searchParams.set('segment', segment);
  if (since !== undefined) url.searchParams.set('since', String(since));
  return new WebSocket(url);
}
