import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/SegmentedControl.css';
import { SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useMemo } from 'react';
import { number } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { newSegmentRoute, segmentsRoute, storeRoute } from '../route.ts';
import { BackLink } from '../../ui/page/BackLink.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { Failed } from '../../ui/notice/Trouble.tsx';
import { useTitle } from '../../ui/page/useTitle.ts';
import { recipes, templates, type Recipe, type Template } from '../calls.ts';
import { useEngine, type Engine } from '../engine.ts';
import { RecipeSays } from './RecipeSays.tsx';
import { SearchField } from '../list/SearchField.tsx';
import styles from './StorePage.module.css';

/** Both stores: segments ready to copy, and whole recipes, by situation. */
export function StorePage() {
  const { siteId } = storeRoute.useParams();
  const search = storeRoute.useSearch();
  const navigate = useNavigate();
  const t = useTexts(segments);
  const { language } = useWords();
  useTitle(t.store.title);
  const { engine } = useEngine(siteId);
  const isRecipes = search.of === 'recipes';
  const ready = useQuery({ ...templates, enabled: !isRecipes });
  const cooked = useQuery({ ...recipes, enabled: isRecipes });
  const asked = isRecipes ? cooked : ready;
  const change = (next: Partial<typeof search>) => void navigate({ to: storeRoute.to, params: { siteId }, search: { ...search, ...next }, replace: true });

  const all: (Template | Recipe)[] = (isRecipes ? cooked.data?.recipes : ready.data?.templates) ?? [];
  const groups = isRecipes
    ? []
    : (ready.data?.groups ?? []).map(({ id, title }) => ({ id, title: title[language], count: all.filter((each) => 'group' in each && each.group === id).length }));
  const words = useDeferredValue(search.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const texts = useMemo(() => new Map(all.map((each) => [each.id, textOf(each, engine)])), [all.length, engine, isRecipes]);
  // What is called so comes before what only has to do with it.
  const isNamed = ({ title }: Template | Recipe) => words.every((word) => title[language].toLowerCase().includes(word));
  const found = all
    .filter((each) => words.every((word) => texts.get(each.id)?.includes(word)) && (search.group === undefined || !('group' in each) || each.group === search.group))
    .sort((one, other) => (words.length === 0 ? 0 : Number(isNamed(other)) - Number(isNamed(one))));
  return (
    <div className={styles.page} data-testid="store-page">
      <header className={styles.header}>
        <BackLink to={segmentsRoute.to} params={{ siteId }} search={{}}>
          {t.list.title}
        </BackLink>
        <h1>{t.store.title}</h1>
        <p className={styles.lead}>{isRecipes ? t.store.recipesHelp : t.store.templatesHelp}</p>
      </header>
      <div className={styles.filters}>
        <SegmentedControl
          withItemsBorders={false}
          aria-label={t.store.which}
          value={isRecipes ? 'recipes' : 'templates'}
          onChange={(of) => change({ of: of === 'recipes' ? 'recipes' : undefined, group: undefined })}
          data={[
            { value: 'templates', label: t.store.templates },
            { value: 'recipes', label: t.store.recipes },
          ]}
        />
        <SearchField className={styles.search} label={t.store.search} value={search.q ?? ''} change={(q) => change({ q: q || undefined })} testId="store-search" />
      </div>
      {groups.length > 0 && (
        <nav className={styles.groups} aria-label={t.store.situations}>
          <button type="button" aria-pressed={search.group === undefined} onClick={() => change({ group: undefined })}>
            {t.store.all} {number(all.length, language)}
          </button>
          {groups.map(({ id, title, count }) => (
            <button key={id} type="button" aria-pressed={search.group === id} onClick={() => change({ group: id })} data-testid="store-group">
              {title} {number(count, language)}
            </button>
          ))}
        </nav>
      )}
      {asked.isError && <Failed title={t.store.failed} error={asked.error} retry={() => void asked.refetch()} busy={asked.isFetching} testId="store-error" />}
      {asked.isPending && (
        <div className={styles.cards} aria-busy="true">
          {[0, 1, 2, 3, 4, 5].map((place) => (
            <Skeleton key={place} height={180} />
          ))}
        </div>
      )}
      {asked.data && (
        <p className={styles.count} role="status">
          {found.length > 0 ? t.store.count(number(found.length, language)) : t.store.none}
        </p>
      )}
      <ul className={styles.cards}>
        {found.map((each) => (
          <Card key={each.id} siteId={siteId} each={each} engine={engine} />
        ))}
      </ul>
    </div>
  );
}

function Card({ siteId, each, engine }: { siteId: string; each: Template | Recipe; engine: Engine | undefined }) {
  const t = useTexts(segments).store;
  const { language } = useWords();
  const sentence = useMemo(() => engine?.check(each.segment).sentence?.[language], [engine, each, language]);
  const isRecipe = 'situation' in each;
  const search = isRecipe ? { recipe: each.id } : { template: each.id };
  return (
    <li className={styles.card} data-testid="store-card" data-id={each.id}>
      {isRecipe && (
        <p className={styles.situation}>
          {each.situation[language]} · {t.delivers[each.deliver.kind] ?? each.deliver.kind}
        </p>
      )}
      <h2>{each.title[language]}</h2>
      <p className={styles.help}>{each.help[language]}</p>
      <p className={styles.sentence}>{sentence}</p>
      {isRecipe && <RecipeSays deliver={each.deliver} />}
      <LinkButton variant="light" to={newSegmentRoute.to} params={{ siteId }} search={search} aria-label={`${each.title[language]}: ${t.take}`} data-testid="store-take">
        {t.take}
      </LinkButton>
    </li>
  );
}

/** What a search looks in: both languages, and what the conditions are called. */
function textOf(each: Template | Recipe, engine: Engine | undefined): string {
  const own = [each.title.ko, each.title.en, each.help.ko, each.help.en, 'situation' in each ? each.situation.ko + each.situation.en : ''];
  const said = engine?.check(each.segment);
  const kinds = (said?.conditions ?? []).flatMap(({ kind }) => engine?.entry(kind)?.other_names ?? []);
  return [...own, said?.sentence?.ko, said?.sentence?.en, ...kinds].join(' ').toLowerCase();
}
