export { type Devtools, type DevtoolsOptions, mountDevtools } from './mount-devtools.ts';
export { type DevtoolsElement, type Dock, defineDevtools } from './panel/element.ts';
export type { Panel } from './panel/panel.ts';
