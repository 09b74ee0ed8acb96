export { type CreateAppOptions, type CreatedApp, createApp, TEMPLATE_NAMES, type TemplateName } from './create-app.ts';
