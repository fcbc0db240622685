import styles from './ShopPicture.module.css';

/** A shop with its door open and nobody in front of it yet. */
export function ShopPicture() {
  return (
    <svg width="120" height="88" viewBox="0 0 120 88" aria-hidden="true" focusable="false">
      <path className={styles.ground} d="M4 82h112" />
      <path className={styles.wall} d="M22 36h76v46H22z" />
      <path className={styles.door} d="M66 50h20v32H66z" />
      <path className={styles.window} d="M32 50h24v18H32z" />
      <path className={styles.awning} d="M26 14h68l10 22H16z" />
      <path className={styles.stripe} d="M43 14h17v22H38.5zM77 14h17l10 22H81.5z" />
      <path className={styles.edge} d="M16 36a11 7 0 0 0 22 0 11 7 0 0 0 22 0 11 7 0 0 0 22 0 11 7 0 0 0 22 0z" />
      <circle className={styles.knob} cx="70.5" cy="67" r="1.5" />
    </svg>
  );
}
