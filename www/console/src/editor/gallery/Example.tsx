import styles from './Example.module.css';
import type { Type } from '../types.ts';

/** A type of message where it stands on a shop's page, drawn. It decorates: the name beside it says what it is. */
export function Example({ type }: { type: Type }) {
  return (
    <svg className={styles.example} viewBox="0 0 240 150" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">
      <rect className={styles.ground} width="240" height="150" />
      <g className={styles.shop}>
        <rect className={styles.page} x="18" y="14" width="204" height="150" rx="10" />
        <path className={styles.lines} d="M34 32h46M186 32h20" />
        {[34, 94, 154].map((x) => (
          <g key={x}>
            <rect className={styles.goods} x={x} y="46" width="52" height="44" rx="6" />
            <path className={styles.lines} d={`M${x + 2} 99h34M${x + 2} 108h22`} />
          </g>
        ))}
      </g>
      <Drawn type={type} />
    </svg>
  );
}

const Card = ({ x, y, width, height, radius = 8 }: { x: number; y: number; width: number; height: number; radius?: number }) => <rect className={styles.card} x={x} y={y} width={width} height={height} rx={radius} />;
const Pill = ({ x, y, width, height = 12 }: { x: number; y: number; width: number; height?: number }) => <rect className={styles.accent} x={x} y={y} width={width} height={height} rx={height / 2} />;
const Lines = ({ d }: { d: string }) => <path className={styles.words} d={d} />;

function Drawn({ type }: { type: Type }) {
  switch (type) {
    case 'popcorn':
      return (
        <>
          <Card x={136} y={58} width={76} height={82} />
          <path className={styles.picture} d="M136 66a8 8 0 0 1 8-8h60a8 8 0 0 1 8 8v22h-76z" />
          <Lines d="M146 100h46M146 109h34" />
          <Pill x={146} y={118} width={56} />
        </>
      );
    case 'floating':
      return (
        <>
          <circle className={styles.accent} cx="192" cy="120" r="18" />
          <path className={styles.onAccent} d="M185 118h14v10h-14zM183 113h18v5h-18zM192 113v15M192 113c-2-6-8-5-7-2 1 2 5 2 7 2c2 0 6 0 7-2c1-3-5-4-7 2" />
        </>
      );
    case 'gauge':
      return (
        <>
          <Card x={42} y={102} width={156} height={36} />
          <Lines d="M54 114h78" />
          <rect className={styles.track} x="54" y="122" width="132" height="8" rx="4" />
          <Pill x={54} y={122} width={86} height={8} />
          <circle className={styles.mark} cx="186" cy="126" r="6" />
        </>
      );
    case 'coupon':
      return (
        <>
          <rect className={styles.veil} x="18" y="14" width="204" height="136" rx="10" />
          <Card x={72} y={30} width={96} height={104} />
          <Lines d="M92 48h56M102 58h36" />
          <rect className={styles.dashed} x="84" y="68" width="72" height="20" rx="5" />
          <text className={styles.code} x="120" y="82" textAnchor="middle">
            HELLO10
          </text>
          <text className={styles.clock} x="120" y="104" textAnchor="middle">
            02:14:33
          </text>
          <Pill x={88} y={112} width={64} />
        </>
      );
    case 'popup':
      return (
        <>
          <rect className={styles.veil} x="18" y="14" width="204" height="136" rx="10" />
          <Card x={64} y={26} width={112} height={112} />
          <path className={styles.picture} d="M64 34a8 8 0 0 1 8-8h96a8 8 0 0 1 8 8v38H64z" />
          <Lines d="M80 88h80M80 98h58" />
          <Pill x={80} y={112} width={80} height={14} />
        </>
      );
    case 'note':
      return (
        <>
          <Card x={120} y={20} width={94} height={34} />
          <rect className={styles.picture} x="127" y="27" width="20" height="20" rx="5" />
          <Lines d="M155 33h46M155 42h34" />
        </>
      );
    case 'bar':
      return (
        <>
          <path className={styles.accent} d="M18 24a10 10 0 0 1 10-10h184a10 10 0 0 1 10 10v12H18z" />
          <path className={styles.onAccentLine} d="M62 25h84" />
          <rect className={styles.onAccentFill} x="160" y="19" width="34" height="12" rx="6" />
        </>
      );
    case 'inline':
      return (
        <>
          <rect className={styles.soft} x="30" y="92" width="180" height="32" rx="6" />
          <Lines d="M44 104h92M44 113h62" />
          <Pill x={164} y={102} width={36} />
        </>
      );
    case 'survey':
      return (
        <>
          <Card x={124} y={44} width={88} height={96} />
          <Lines d="M136 60h62" />
          {[72, 92, 112].map((y, at) => (
            <rect key={y} className={at === 0 ? styles.chosen : styles.answer} x="134" y={y} width="68" height="15" rx="7.5" />
          ))}
        </>
      );
    case 'capture':
      return (
        <>
          <Card x={124} y={50} width={88} height={90} />
          <Lines d="M136 66h60M136 75h42" />
          <rect className={styles.answer} x="134" y="84" width="68" height="16" rx="5" />
          <path className={styles.lines} d="M140 92h22" />
          <rect className={styles.answer} x="134" y="106" width="7" height="7" rx="2" />
          <path className={styles.lines} d="M146 110h50" />
          <Pill x={134} y={119} width={68} />
        </>
      );
    case 'recommend':
      return (
        <>
          <Card x={106} y={58} width={106} height={82} />
          <Lines d="M118 72h72" />
          {[118, 148, 178].map((x) => (
            <g key={x}>
              <rect className={styles.picture} x={x} y="82" width="24" height="24" rx="5" />
              <path className={styles.lines} d={`M${x} 114h20`} />
            </g>
          ))}
          <Pill x={118} y={122} width={84} height={10} />
        </>
      );
    case 'ticker':
      return (
        <>
          <Card x={32} y={114} width={112} height={24} radius={12} />
          <circle className={styles.accent} cx="46" cy="126" r="4" />
          <Lines d="M58 126h72" />
        </>
      );
  }
}
