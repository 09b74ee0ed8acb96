import { existsSync, globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A browser from the system's packages, that shows the page it is started with. */
export interface SystemBrowser {
  readonly name: 'firefox' | 'webkit';
  /** Without one of these files the browser is missing. */
  readonly files: readonly string[];
  readonly packages: string;
  /** The program and its arguments that show a page, with what they need put into a fresh profile. */
  command(url: string, profile: string): readonly [string, ...string[]];
}

const FIREFOX = '/usr/bin/firefox-esr';

/** Nobody is there to be greeted, asked or updated. */
const QUIET = {
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
};

export const firefox: SystemBrowser = {
  name: 'firefox',
  files: [FIREFOX],
  packages: 'firefox-esr',
  command(url, profile) {
    const lines = Object.entries(QUIET).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`);
    writeFileSync(join(profile, 'user.js'), lines.join(''));
    return [FIREFOX, '--headless', '--no-remote', '--profile', profile, url];
  },
};

const XVFB_RUN = '/usr/bin/xvfb-run';
/** It lies in a folder named after the processor. */
const MINI_BROWSER = globSync('/usr/lib/*/webkit2gtk-4.1/MiniBrowser')[0] ?? 'MiniBrowser';

/** WebKitGTK has no headless mode: it gets a screen of its own. */
export const webkit: SystemBrowser = {
  name: 'webkit',
  files: [MINI_BROWSER, XVFB_RUN],
  packages: 'webkit2gtk-driver xvfb',
  command: (url) => [XVFB_RUN, '-a', MINI_BROWSER, url],
};

export function isInstalled({ files }: SystemBrowser): boolean {
  return files.every((file) => existsSync(file));
}
