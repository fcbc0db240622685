import { useTexts } from '../i18n/index.tsx';
import { editor } from '../i18n/editor.ts';
import { useDesk, type SectionName } from './desk.ts';
import styles from './Editor.module.css';
import { Look } from './fields/Look.tsx';
import { Limits, Time, When } from './fields/Rules.tsx';
import { Split } from './fields/Split.tsx';
import { Order, Who } from './fields/Who.tsx';
import { Words } from './fields/Words.tsx';
import { Choice, Section } from './Section.tsx';

type Props = { opened: ReadonlySet<SectionName>; setOpened: (change: (old: ReadonlySet<SectionName>) => ReadonlySet<SectionName>) => void; setVariant: (variant: number) => void };

/** What it says and to whom first; the rest in parts that say how they stand. */
export function Form({ opened, setOpened, setVariant }: Props) {
  const { message, variant, zone } = useDesk();
  const t = useTexts(editor);
  const variants = message.variants ?? [];
  const part = (name: SectionName) => ({
    name,
    title: t.sections[name],
    opened: opened.has(name),
    toggle: (open: boolean) =>
      setOpened((old) => {
        if (old.has(name) === open) return old;
        const now = new Set(old);
        if (open) now.add(name);
        else now.delete(name);
        return now;
      }),
  });
  return (
    <div className={styles.form}>
      <Section name="content" title={t.sections.content}>
        {variants.length > 0 && (
          <div className={styles.variants}>
            <Choice label={t.split.which} value={String(variant)} of={[['-1', t.split.variant('A')], ...variants.map(({ id }, at): [string, string] => [String(at), t.split.variant(id)])]} change={(value) => setVariant(Number(value))} testId="variant" />
          </div>
        )}
        <Words key={variant} />
      </Section>
      <Section name="who" title={t.sections.who}>
        <Who />
      </Section>
      <Section {...part('when')} state={t.state.when(message.trigger)}>
        <When />
      </Section>
      <Section {...part('limits')} state={t.state.limits(message.limits)}>
        <Limits />
      </Section>
      <Section {...part('time')} state={t.state.time(message, zone)}>
        <Time />
      </Section>
      <Section {...part('look')} state={t.state.look(message)}>
        <Look />
      </Section>
      <Section {...part('test')} state={t.state.test(message)}>
        <Split
          open={(at) => {
            setVariant(at);
            window.setTimeout(() => document.getElementById('section-content')?.scrollIntoView({ block: 'start', behavior: 'smooth' }), 50);
          }}
        />
      </Section>
      <Section {...part('order')} state={t.state.order(message)}>
        <Order />
      </Section>
    </div>
  );
}
