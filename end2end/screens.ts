import { type BrowserContext, expect, type Page } from '@playwright/test';
import { Assets } from './assets.js';
import { joined } from './people.js';
import { test as signedIn } from './signed_in.js';

/** The name is what its picture is called. */
export type Screen = { name: string; path: string };
type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

/** A house that has one of everything, so that no screen is left out and few are empty. */
type Tour = {
  /** What Olga sees, an admin. */
  screens: Screen[];
  /** What one sees without being signed in. */
  doors: Screen[];
  /** The session of Max, a member. */
  max: Session;
};

export const test = signedIn.extend<object, { tour: Tour }>({
  tour: [
    async ({ house, browser }, use) => {
      const contextOf = (storageState?: Session) => browser.newContext({ baseURL: house.server.url, storageState });
      const [hers, his] = [await contextOf(house.session), await contextOf()];
      const page = await hers.newPage();
      const [, invitation] = [await furnish(page), await joined(page, await his.newPage())];
      const max = await his.storageState();
      const screens = await addresses(page);
      await Promise.all([hers.close(), his.close()]);
      const doors = [
        { name: 'sign-in', path: '/sign-in' },
        { name: 'sign-in-passkey', path: '/sign-in/passkey' },
        { name: 'sign-in-code', path: '/sign-in/code' },
        { name: 'forgotten', path: '/sign-in/forgotten' },
        { name: 'reset-used', path: '/sign-in/reset/used' },
        { name: 'invitation-used', path: new URL(invitation).pathname },
        { name: 'not-found-outside', path: '/nothing/here' },
      ];
      await use({ screens, doors, max });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

export { expect };

/** Makes one of each, as people make it. */
async function furnish(page: Page) {
  const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).first().click();
  const fill = (label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
  const [sandbox, staging, production] = [new Assets(page, 'sandbox', 'Sandbox'), new Assets(page, 'staging', 'Staging'), new Assets(page, 'production', 'Production')];

  await page.goto('/sandbox');
  await press('Send your first notification');
  await expect(page.getByRole('table', { name: 'Messages' })).toBeVisible();

  // Two versions of each kind, and a draft that is ahead of what is live.
  await page.goto('/sandbox/templates/welcome/email');
  await fill('Subject', 'Welcome aboard, {{name}}');
  await press('Save draft');
  await sandbox.said('Draft saved.');
  await sandbox.commit('A warmer subject');
  await page.goto('/sandbox/workflows/welcome?add=1&type=delay');
  await fill('How long', '1h');
  await press('Add step');
  await sandbox.said('Added the step');
  await sandbox.commit('Wait an hour');
  await page.goto('/sandbox/workflows/welcome?add=2&type=send_inbox');
  await press('Add step');
  await sandbox.said('Added the step');

  // A clone, and a test of it that fails, because nothing sends e-mail in Production yet.
  await sandbox.planFor('Production');
  await sandbox.apply('Production');
  await page.goto('/production/workflows/welcome');
  await production.testRun({ name: 'Ann', product: 'Acme' });
  await page.goto('/production/users/new');
  await fill('ID', 'ann');
  await page.getByLabel('E-mail').first().fill('ann@example.com');
  await press(/^Add/);
  await expect(page.getByRole('heading', { level: 1, name: 'ann' })).toBeVisible();

  await page.goto('/staging/vendors/new');
  await fill('Name', 'Mail server');
  await fill('Server', 'smtp.example.com');
  await fill("Sender's address", 'hello@example.com');
  await press('Add SMTP');
  await expect(page).toHaveURL(/\/staging\/vendors\/vnd_/);
  await staging.createTemplate('Broken', 'Hello {{name', '<p>{{#if}}</p>');

  await page.goto('/production/keys');
  await press('Generate API key');
  await page.getByRole('dialog').getByLabel('Name').fill('Orders service');
  await press('Generate');
  await expect(page.getByText('Your new API key')).toBeVisible();

  await page.goto('/account/tokens/new');
  await fill('Name', 'Release pipeline');
  await press('Generate');
  await expect(page.getByText('Your new service token')).toBeVisible();

  await page.goto('/workspaces/new');
  await fill('Name', 'Empty room');
  await press('Create workspace');
  await expect(page).toHaveURL(/\/empty-room$/);
}

async function addresses(page: Page): Promise<Screen[]> {
  /** The page of the first row of a list. */
  const first = async (list: string) => {
    await page.goto(list);
    return (await page.getByRole('main').locator('.row-link').first().getAttribute('href'))!;
  };
  const workspace = (slug: string, pages: Record<string, string>) =>
    Object.entries(pages).map(([name, path]) => ({ name, path: path.startsWith('/') ? path : `/${slug}${path && `/${path}`}` }));
  const workflow = 'workflows/welcome';
  const template = 'templates/welcome';
  return [
    ...workspace('sandbox', {
      home: '',
      workflows: 'workflows',
      workflow,
      'workflow-step': `${workflow}?step=${await step(page)}`,
      'workflow-add': `${workflow}?add=0`,
      'workflow-json': `${workflow}/json`,
      'workflow-test': `${workflow}/test`,
      'workflow-clone': `${workflow}/clone`,
      'workflow-versions': `${workflow}/versions`,
      'workflow-version': `${workflow}/versions/1`,
      'workflow-diff': `${workflow}/versions/1/diff/2`,
      'workflow-settings': `${workflow}/settings`,
      'workflow-new': 'workflows/new',
      templates: 'templates',
      template: `${template}/email`,
      'template-sms': `${template}/sms`,
      'template-whatsapp': `${template}/whatsapp`,
      'template-inbox': `${template}/inbox`,
      'template-mock-data': `${template}/mock-data`,
      'template-json': `${template}/json`,
      'template-clone': `${template}/clone`,
      'template-versions': `${template}/versions`,
      'template-version': `${template}/versions/1`,
      'template-diff': `${template}/versions/1/diff/2`,
      'template-used-by': `${template}/used-by`,
      'template-settings': `${template}/settings`,
      'template-new': 'templates/new',
      users: 'users',
      user: await first('/sandbox/users'),
      'user-new': 'users/new',
      'user-edit': `${await first('/sandbox/users')}/edit`,
      requests: 'requests',
      request: await first('/sandbox/requests'),
      executions: 'executions',
      execution: await first('/sandbox/executions'),
      messages: 'messages',
      message: await first('/sandbox/messages?channel=email'),
      'message-sms': await first('/sandbox/messages?channel=sms'),
      'message-whatsapp': await first('/sandbox/messages?channel=whatsapp'),
      'message-inbox': await first('/sandbox/messages?channel=inbox'),
      'messages-filtered': 'messages?status=failed',
      search: 'search?q=we',
      'search-none': 'search?q=zebra',
      vendors: 'vendors',
      'verified-channels': 'verified-channels',
      promotions: 'promotions',
      'not-found': 'nothing-here',
    }),
    ...workspace('staging', {
      'template-problems': 'templates/broken/email',
      'vendors-some': 'vendors',
      vendor: await first('/staging/vendors'),
      'vendor-new': 'vendors/new',
    }),
    ...workspace('production', {
      'home-failures': '',
      'message-failed': await first('/production/messages?status=failed'),
      keys: 'keys',
      'keys-workspace': 'keys?show=workspace',
      'keys-public': 'keys?show=public',
      'keys-signing': 'keys?show=signing',
      'keys-inbox': 'keys?show=inbox',
      'promotions-some': 'promotions',
      plan: await first('/production/promotions'),
      promote: 'promotions/new',
      settings: 'settings',
    }),
    ...workspace('empty-room', {
      'home-none': '',
      'workflows-none': 'workflows',
      'templates-none': 'templates',
      'users-none': 'users',
      'requests-none': 'requests',
      'executions-none': 'executions',
      'messages-none': 'messages',
      'keys-none': 'keys',
      'vendors-none': 'vendors',
      'promote-none': 'promotions/new',
    }),
    { name: 'workspace-new', path: '/workspaces/new' },
    { name: 'team', path: '/account/team' },
    { name: 'account-settings', path: '/account/settings' },
    { name: 'authentication', path: '/account/authentication' },
    { name: 'single-sign-on', path: '/account/single-sign-on' },
    { name: 'workspaces', path: '/account/workspaces' },
    { name: 'tokens', path: '/account/tokens' },
    { name: 'token-new', path: '/account/tokens/new' },
    { name: 'roles', path: '/account/roles' },
    { name: 'role-new', path: '/account/roles/new?from=member' },
    { name: 'role-built-in', path: '/account/roles/member' },
    { name: 'who-by-person', path: '/account/roles/who' },
    { name: 'who-by-permission', path: '/account/roles/who?by=permission' },
    { name: 'audit', path: '/account/audit' },
    { name: 'audit-filtered', path: '/account/audit?action=workspace.created&action=template.committed&range=7d' },
    { name: 'audit-exports', path: '/account/audit/exports' },
    { name: 'audit-settings', path: '/account/audit/settings' },
    { name: 'audit-entry', path: await first('/account/audit') },
    { name: 'profile', path: '/account/profile' },
    { name: 'recovery-codes', path: '/account/recovery-codes' },
    { name: 'second-factor', path: '/account/second-factor' },
    { name: 'confirm', path: '/confirm' },
  ];
}

/** The first step of the sample workflow, as its address calls it. */
async function step(page: Page) {
  await page.goto('/sandbox/workflows/welcome');
  const href = await page.locator('a.flow-box[href*="step="]').first().getAttribute('href');
  return new URLSearchParams(href!.split('?')[1]).get('step')!;
}
