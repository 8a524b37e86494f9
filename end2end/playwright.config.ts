import { defineConfig } from '@playwright/test';
import { browserPath } from './browser.js';

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  // Two cores, and a server of its own for every test: one at a time is both quick and steady.
  workers: 1,
  retries: 0,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  expect: { timeout: 5_000 },
  reporter: 'list',
  use: {
    trace: 'off',
    screenshot: 'only-on-failure',
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: browserPath(),
      // A test's browser talks to our server only; without these flags it also calls home.
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic', '--no-first-run'],
    },
  },
  projects: [
    { name: 'stories', testIgnore: /screenshots|lighthouse/ },
    { name: 'screenshots', testMatch: /screenshots/ },
    { name: 'lighthouse', testMatch: /lighthouse/ },
  ],
});
