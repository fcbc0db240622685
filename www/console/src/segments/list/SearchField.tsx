import '@mantine/core/styles/Input.css';
import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import { Icon } from '../../ui/Icon.tsx';

/** A search that the address keeps. The field has a text of its own: letters that are being put together must not wait for the address. */
export function SearchField({ value, change, label, className, testId }: { value: string; change: (value: string) => void; label: string; className?: string | undefined; testId: string }) {
  const [text, setText] = useState(value);
  const [last, setLast] = useState(value);
  const later = useDebouncedCallback(change, 250);
  // The address may change without the field: back, or a filter that is cleared.
  if (last !== value) {
    setLast(value);
    if (text.trim() !== value) setText(value);
  }
  return (
    <TextInput
      {...(className && { className })}
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<Icon name="search" size={18} />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        later(event.currentTarget.value.trim());
      }}
      data-testid={testId}
    />
  );
}
