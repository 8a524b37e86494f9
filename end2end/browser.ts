import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The system's own browser. Undefined: Playwright looks for the one that `npx playwright install chromium` fetched. */
export function browserPath(): string | undefined {
  const found = (process.env.PATH ?? '').split(delimiter).flatMap(dir => names.map(name => join(dir, name)));
  return [...found, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'].find(path => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
