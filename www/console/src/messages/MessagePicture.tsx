import styles from './MessagePicture.module.css';

/** A small picture of where a message type sits on the shop's page. */
export function MessagePicture({ type, size = 44 }: { type: string; size?: number }) {
  return (
    <svg className={styles.picture} width={size} height={size} viewBox="0 0 44 44" aria-hidden="true" focusable="false">
      <rect className={styles.tile} width="44" height="44" rx="10" />
      <rect className={styles.page} x="9" y="10" width="26" height="25" rx="4" />
      <path className={styles.lines} d="M13 15h9M13 19h6" />
      <Mark type={type} />
    </svg>
  );
}

function Mark({ type }: { type: string }) {
  switch (type) {
    case 'popcorn':
      return <rect className={styles.mark} x="21" y="21" width="15" height="11" rx="3" />;
    case 'floating':
      return <circle className={styles.mark} cx="31" cy="29" r="5" />;
    case 'gauge':
      return (
        <>
          <rect className={styles.track} x="12" y="27" width="20" height="5" rx="2.5" />
          <rect className={styles.mark} x="12" y="27" width="13" height="5" rx="2.5" />
        </>
      );
    case 'note':
      return <rect className={styles.mark} x="19" y="8" width="17" height="8" rx="3" />;
    case 'bar':
      return <rect className={styles.mark} x="9" y="10" width="26" height="6" rx="2" />;
    case 'ticker':
      return <rect className={styles.mark} x="12" y="27" width="16" height="6" rx="3" />;
    default:
      return <rect className={styles.mark} x="15" y="18" width="14" height="11" rx="3" />;
  }
}
