import type { Section } from './write-section.ts';

/** The sections of docs/performance.md, each named after the bench that writes it. */
export const SECTIONS: Readonly<Record<SectionName, Section>> = {
  local: sectionOf('local'),
  tabs: sectionOf('tabs'),
  marks: sectionOf('marks'),
  journey: sectionOf('journey'),
  e2e: sectionOf('e2e'),
  server: sectionOf('server'),
  fresh: sectionOf('fresh'),
  search: sectionOf('search'),
};

type SectionName = 'local' | 'tabs' | 'marks' | 'journey' | 'e2e' | 'server' | 'fresh' | 'search';

function sectionOf(name: SectionName): Section {
  return { name, command: `npm run bench -- ${name} --docs` };
}
