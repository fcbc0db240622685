import { Logo } from '../ui/Icon.tsx';
import styles from './Waiting.module.css';

/** The moment before the first answer. */
export function Waiting() {
  return (
    <div className={styles.waiting} aria-busy="true" data-testid="waiting">
      <Logo size={40} />
    </div>
  );
}
