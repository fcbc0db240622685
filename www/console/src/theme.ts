import { createTheme, localStorageColorSchemeManager, type VariantColorsResolver } from '@mantine/core';

/** The same key is read by `public/scheme.js` before the first paint. */
export const colorScheme = localStorageColorSchemeManager({ key: 'dangol-console-scheme' });

const clear = '1px solid transparent';

/** Every variant speaks the names of `theme.css`, so that light and dark need no second palette in code. */
const variants: VariantColorsResolver = ({ variant }) => {
  switch (variant) {
    case 'filled':
      return { background: 'var(--accent-fill)', hover: 'var(--accent-fill-hover)', color: 'var(--on-accent)', border: clear };
    case 'danger':
      return { background: 'var(--bad-soft)', hover: 'var(--bad-soft-hover)', color: 'var(--bad)', border: clear };
    case 'light':
      return { background: 'var(--sunken)', hover: 'var(--line)', color: 'var(--text)', border: clear };
    case 'subtle':
      return { background: 'transparent', hover: 'var(--sunken)', color: 'var(--text-2)', border: clear };
    default:
      return { background: 'var(--surface)', hover: 'var(--hover)', color: 'var(--text)', border: '1px solid var(--line-strong)' };
  }
};

export const theme = createTheme({ variantColorResolver: variants, cursorType: 'pointer', respectReducedMotion: true });
