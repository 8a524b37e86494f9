import { expect, type Page } from '@playwright/test';
import type { Server } from './server.js';
import { totp } from './totp.js';

/** The cast: the same people as in the Rust tests. */
export const olga = { name: 'Olga Owner', email: 'olga@example.com', password: 'correct horse battery olga' };
export const max = { name: 'Max Member', email: 'max@example.com', password: 'correct horse battery max' };

export type Person = typeof olga;
/** Somebody who has signed in: what they need to do it again. */
export type Account = Person & { totpSecret: string; recoveryCodes: string[] };

/** The first run on an empty database: set-up code, owner, TOTP, recovery codes. Ends signed in. */
export async function firstRun(page: Page, server: Server, person: Person = olga): Promise<Account> {
  await page.goto('/');
  await page.getByLabel('Set-up code').fill(server.setupCode);
  await page.getByLabel('Name', { exact: true }).fill(person.name);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Account name').fill('Acme');
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: /create|continue|next/i }).click();
  return { ...person, ...(await enrolTotp(page)) };
}

/** The page that shows a new TOTP secret, then the one that shows the recovery codes once. */
export async function enrolTotp(page: Page): Promise<{ totpSecret: string; recoveryCodes: string[] }> {
  const totpSecret = (await page.getByTestId('totp-secret').innerText()).replace(/\s/g, '');
  await enterCode(page, totpSecret);
  const recoveryCodes = (await page.getByTestId('recovery-codes').innerText()).split(/\s+/).filter(Boolean);
  await page.getByRole('button', { name: /saved|continue/i }).click();
  return { totpSecret, recoveryCodes };
}

export async function signIn(page: Page, account: Account) {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: /sign in|continue/i }).click();
  await enterCode(page, account.totpSecret);
  await expect(page).not.toHaveURL(/sign-in/);
}

/** Olga invites somebody, who joins and is signed in on the other page. The answer is the link, which is used up then. */
export async function joined(hers: Page, his: Page, person: Person = max, role = 'Member'): Promise<string> {
  const link = await invited(hers, person, role);
  await his.goto(link);
  await his.getByLabel('Password', { exact: true }).fill(person.password);
  await his.getByRole('button', { name: 'Join' }).click();
  await his.getByRole('link', { name: 'Later' }).click();
  await expect(his.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
  return link;
}

/** Invites a member; the answer is the link to pass on. */
export async function invited(page: Page, person: Person = max, role = 'Member'): Promise<string> {
  await page.goto('/account/team');
  await page.getByRole('button', { name: 'Invite member' }).click();
  await page.getByLabel('E-mail', { exact: true }).fill(person.email);
  await page.getByLabel('Name', { exact: true }).fill(person.name);
  await page.getByRole('dialog').getByRole('radio', { name: new RegExp(`^${role}`) }).check();
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  return page.getByText('/invite/').innerText();
}

let lastCode = { secret: '', code: '' };
/** A code counts once only: who asks twice within 30 s gets the next window's code, which the server accepts too (±1 step). */
export async function enterCode(page: Page, totpSecret: string) {
  let code = totp(totpSecret);
  if (lastCode.secret === totpSecret && lastCode.code === code) code = totp(totpSecret, Date.now() + 30_000);
  lastCode = { secret: totpSecret, code };
  await page.getByLabel('Code', { exact: false }).fill(code);
  await page.getByRole('button', { name: /verify|continue|confirm/i }).click();
}
