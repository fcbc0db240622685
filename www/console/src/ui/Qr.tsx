import { useMemo } from 'react';
import { encode } from 'uqr';
import styles from './Qr.module.css';

/** A QR code as one path: no markup is parsed, no picture is fetched. */
export function Qr({ text, label, testId }: { text: string; label: string; testId: string }) {
  const { size, path } = useMemo(() => {
    const { data, size } = encode(text, { border: 0 });
    const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size, path: dark.join('') };
  }, [text]);
  return (
    <svg className={styles.qr} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges" data-testid={testId}>
      <path d={path} fill="currentColor" />
    </svg>
  );
}
