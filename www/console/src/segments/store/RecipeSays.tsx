import { useTexts, useWords } from '../../i18n/index.tsx';
import { messages } from '../../i18n/messages.ts';
import { MessagePicture } from '../../messages/MessagePicture.tsx';
import type { Deliver } from '../calls.ts';
import styles from './RecipeSays.module.css';

/** What a recipe says to those whom its segment finds: its message as it reads, or what it sends. */
export function RecipeSays({ deliver }: { deliver: Deliver }) {
  const t = useTexts(messages);
  const { language } = useWords();
  if (deliver.kind === 'message') {
    const { type, content } = deliver.message;
    return (
      <figure className={styles.says} data-testid="recipe-says">
        <MessagePicture type={type} size={36} />
        <figcaption className={styles.words}>
          <span className={styles.kind}>{t.types[type] ?? type}</span>
          {content.title && <strong>{content.title}</strong>}
          {content.text && <span>{content.text}</span>}
          {content.button && <span className={styles.button}>{content.button.label}</span>}
        </figcaption>
      </figure>
    );
  }
  const parts = deliver.kind === 'send' ? [{ title: '', text: deliver.text }] : deliver.steps.map((step) => ({ title: step.title[language], text: textOf(step.deliver) }));
  return (
    <figure className={styles.says} data-testid="recipe-says">
      <figcaption className={styles.words}>
        {parts.map(({ title, text }) => (
          <span key={title}>
            {title && <strong>{title} </strong>}
            {text}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function textOf(deliver: Deliver): string {
  return deliver.kind === 'send' ? deliver.text : deliver.kind === 'message' ? (deliver.message.content.text ?? '') : '';
}
