import { useEffect, useRef, useState } from 'react';
import styles from './Preview.module.css';

export type Heard = { is: 'ready' | 'drawn' | 'followed' | 'told' | 'failed' | 'nothing'; href?: string; event?: string };

/** Longest until what draws nothing counts as drawn: some messages do not come up for this shopper, which is to be seen, too. */
const DRAWN_MS_MAX = 2_500;

type Props = { given: object | null; width: number; height: number; title: string; stale: boolean; hear: (heard: Heard) => void };

/**
 * The sandbox that draws (`public/preview.html`). What is new is drawn in a page of its own behind the old one, and takes its place when it
 * is there: nothing blinks while somebody types. Shown as large as there is room for.
 */
export function Frame({ given, width, height, title, stale, hear }: Props) {
  const room = useRef<HTMLDivElement>(null);
  const scale = useScale(room, width);
  const [front, setFront] = useState<number | null>(null);
  const [pages, setPages] = useState<{ key: number; given: object }[]>([]);
  const last = useRef(0);
  const drawing = useRef(false);
  const waiting = useRef<object | null>(null);
  // One at a time, and then what is newest.
  const begin = (next: object) => {
    if (drawing.current) {
      waiting.current = next;
      return;
    }
    drawing.current = true;
    last.current += 1;
    const key = last.current;
    setPages((old) => [...old, { key, given: next }]);
  };
  useEffect(() => {
    if (given) begin(given);
  }, [given]);

  const done = (key: number) => {
    if (key !== last.current || !drawing.current) return;
    drawing.current = false;
    setFront(key);
    setPages((old) => old.filter((page) => page.key >= key));
    const next = waiting.current;
    waiting.current = null;
    if (next) begin(next);
  };
  return (
    <div ref={room} className={styles.room} style={{ height: height * scale }} data-stale={stale || undefined}>
      {pages.map((page) => (
        <Page
          key={page.key}
          given={page.given}
          size={[width, height]}
          scale={scale}
          title={title}
          isFront={page.key === front || front === null}
          hear={(heard) => {
            if (heard.is === 'drawn' || heard.is === 'nothing' || heard.is === 'failed') done(page.key);
            hear(heard);
          }}
        />
      ))}
    </div>
  );
}

function Page(props: { given: object; size: [width: number, height: number]; scale: number; title: string; isFront: boolean; hear: (heard: Heard) => void }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const hear = useRef(props.hear);
  hear.current = props.hear;
  useEffect(() => {
    let timer = 0;
    const listen = (event: MessageEvent) => {
      // From a sandbox every origin is null: who it is says the window.
      const window_ = frame.current?.contentWindow;
      if (!window_ || event.source !== window_) return;
      const heard = event.data as Heard;
      if (heard.is === 'ready') {
        window_.postMessage(props.given, '*');
        timer = window.setTimeout(() => hear.current({ is: 'nothing' }), DRAWN_MS_MAX);
        return;
      }
      if (heard.is === 'drawn') window.clearTimeout(timer);
      hear.current(heard);
    };
    window.addEventListener('message', listen);
    return () => {
      window.removeEventListener('message', listen);
      window.clearTimeout(timer);
    };
  }, []);
  const [width, height] = props.size;
  return (
    <iframe
      ref={frame}
      className={styles.frame}
      src="/console/preview.html"
      sandbox="allow-scripts"
      title={props.title}
      tabIndex={props.isFront ? 0 : -1}
      aria-hidden={props.isFront ? undefined : true}
      data-front={props.isFront || undefined}
      data-testid={props.isFront ? 'preview-frame' : undefined}
      style={{ width, height, scale: String(props.scale), marginInlineStart: (-width * props.scale) / 2 }}
    />
  );
}

function useScale(room: { current: HTMLDivElement | null }, width: number): number {
  const [scale, setScale] = useState(1);
  useEffect(() => {
    const own = room.current;
    if (!own) return;
    const watch = new ResizeObserver(() => setScale(Math.min(1, own.clientWidth / width)));
    watch.observe(own);
    return () => watch.disconnect();
  }, [room, width]);
  return scale;
}
