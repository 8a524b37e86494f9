import { expect, type Page } from '@playwright/test';

/** What people do with templates and workflows, as the screens call it. With and without JavaScript. */
export class Assets {
  constructor(readonly page: Page, readonly workspace: string, readonly workspaceName: string) {}

  async createTemplate(name: string, subject: string, html: string) {
    await this.page.goto(`/${this.workspace}/templates/new`);
    await this.page.getByLabel('Name', { exact: true }).fill(name);
    await this.press('Create template');
    await this.said(`Created ${name} as a draft.`);
    await this.page.getByLabel('Subject', { exact: true }).fill(subject);
    await this.page.getByLabel('HTML', { exact: true }).fill(html);
    await this.press('Save draft');
    await this.said('Draft saved.');
  }

  async createWorkflow(name: string, template: string) {
    await this.page.goto(`/${this.workspace}/workflows/new`);
    await this.page.getByLabel('Name', { exact: true }).fill(name);
    await this.press('Create workflow');
    await expect(this.page.getByRole('heading', { level: 1 })).toContainText(name);
    await this.page.getByRole('link', { name: 'Add the first step' }).click();
    await this.page.getByRole('link', { name: /^Send e-mail/ }).click();
    await this.page.getByLabel('Template').selectOption(template.toLowerCase().replaceAll(' ', '-'));
    await this.press('Add step');
    await this.said('Added the step to the draft.');
  }

  /** From the page of an asset with changes. */
  async commit(message: string) {
    const button = { name: `Commit to ${this.workspaceName}`, exact: true };
    const dialog = this.page.getByRole('dialog');
    // A page that scrolls back to where it was may move away under a click.
    await expect(async () => {
      await this.page.getByRole('button', button).first().click({ timeout: 1_000 });
      await expect(dialog).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 10_000 });
    await dialog.getByLabel('Message').fill(message);
    await dialog.getByRole('button', button).click();
    await this.said(/Committed version \d+/);
    await expect(this.page.getByText(/^Live: version \d+$/)).toBeVisible();
  }

  /** From the page of a live asset to its plan. */
  async planFor(target: string) {
    await this.page.getByRole('link', { name: 'Clone', exact: true }).click();
    await this.page.getByRole('radio', { name: new RegExp(`^${target}`) }).check();
    await this.press('See the plan');
    await expect(this.page.getByRole('button', { name: `Apply to ${target}` })).toBeVisible();
  }

  /** From a plan to what came of it. */
  async apply(target: string) {
    await this.press(`Apply to ${target}`);
    await expect(this.page.getByRole('button', { name: 'Undo', exact: true })).toBeVisible();
  }

  async undo(target: string) {
    await this.page.getByRole('button', { name: 'Undo', exact: true }).click();
    await this.press(`Undo in ${target}`);
    await this.said('back to what it was before.');
  }

  /** From the page of a live workflow to the request of a test run, which goes to the person who starts it. */
  async testRun(data: object) {
    await this.page.getByRole('link', { name: 'Test', exact: true }).click();
    await this.page.getByLabel('Data').fill(JSON.stringify(data));
    await this.page.getByRole('button', { name: /^(Run the test|Send in )/ }).click();
    await expect(this.page).toHaveURL(/\/requests\/req_/);
    await this.said('Started.');
  }

  async said(words: string | RegExp) {
    await expect(this.page.locator('.toast')).toContainText(words);
  }

  private press(name: string) {
    return this.page.getByRole('button', { name, exact: true }).click();
  }
}
