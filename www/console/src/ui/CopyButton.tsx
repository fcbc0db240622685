import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useWords } from '../i18n/index.tsx';
import { Icon } from './Icon.tsx';

/** Copies a text and says so for a moment, in the button and to screen readers. */
export function CopyButton({ text, label, variant = 'light', testId }: { text: string; label: string; variant?: 'light' | 'filled'; testId: string }) {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), 2000);
    return () => window.clearTimeout(timer);
  }, [copied]);
  return (
    <>
      <Button
        variant={variant}
        leftSection={<Icon name={copied ? 'check' : 'copy'} size={18} />}
        onClick={() => void copy(text).then(setCopied)}
        data-testid={testId}
      >
        {copied ? t.copied : label}
      </Button>
      <span className="sr" role="status">
        {copied ? t.copied : ''}
      </span>
    </>
  );
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Where the clipboard interface is missing (a plain-http test host) or refused. */
function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
