// The real, unmodified @suprsend/node-sdk against our server: the calls that a customer's backend makes, and their answers.
// Reads BELFRY_URL, BELFRY_WORKSPACE_KEY, BELFRY_WORKSPACE_SECRET. The workspace has a live workflow `welcome`.
// Prints one JSON object; exits with 1 when anything was not as the SDK's users expect it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { Suprsend, WorkflowTriggerRequest, Event } = require('@suprsend/node-sdk');
const { version } = require('@suprsend/node-sdk/package.json');

const need = name => process.env[name] || assert.fail(`${name} is not set`);
const [base_url, key, secret] = [need('BELFRY_URL'), need('BELFRY_WORKSPACE_KEY'), need('BELFRY_WORKSPACE_SECRET')];
const run = randomUUID().slice(0, 8);
const ann = `node-ann-${run}`;
// A slash, a space, a plus and a letter outside ASCII: the path is signed as it is sent.
const odd = `node odd+é/${run}@example.com`;
const client = new Suprsend(key, secret, { base_url });
const stranger = new Suprsend(key, 'not-the-secret-of-this-workspace', { base_url });

const checks = [];
async function check(name, act) {
  try {
    const seen = await act();
    checks.push({ name, ok: true, ...(seen === undefined ? {} : { seen }) });
  } catch (error) {
    checks.push({ name, ok: false, error: String(error?.message ?? error) });
  }
}
const values = identities => (identities ?? []).map(({ value }) => value);
const isMessageId = text => assert.match(String(text), /\S{8,}/, 'a message id');
const failsWith = (status, call) => assert.rejects(call, error => error.name === 'SuprsendApiError' && error.message.startsWith(`${status}: `) && !error.message.endsWith('undefined'));

await check('users.upsert creates a user and answers with it', async () => {
  const user = await client.users.upsert(ann, { name: 'Ann', $email: [`${ann}@example.com`], $sms: ['+15555550101'], $timezone: 'America/New_York' });
  assert.equal(user.distinct_id, ann);
  assert.equal(user.properties.name, 'Ann');
  assert.deepEqual(values(user.$email), [`${ann}@example.com`]);
});

await check('users.get reads it back', async () => {
  const user = await client.users.get(ann);
  assert.equal(user.distinct_id, ann);
  assert.equal(user.properties.name, 'Ann');
  assert.equal(user.properties.$timezone, 'America/New_York');
  assert.deepEqual(values(user.$sms), ['+15555550101']);
  assert.ok(!Number.isNaN(Date.parse(user.created_at)));
});

await check('an id with / + space and é is one user', async () => {
  await client.users.upsert(odd, { name: 'Zoë 日本 "<>&' });
  const user = await client.users.get(odd);
  assert.equal(user.distinct_id, odd);
  assert.equal(user.properties.name, 'Zoë 日本 "<>&');
});

await check('users.edit applies operations in order', async () => {
  const edit = client.users.get_edit_instance(ann);
  edit.set('plan', 'free');
  edit.set({ plan: 'pro', logins: 1, gone: true });
  edit.set_once('first_plan', 'free');
  edit.increment('logins', 2);
  edit.append('tags', 'a');
  edit.append('tags', 'b');
  edit.remove('tags', 'a');
  edit.unset('gone');
  edit.add_whatsapp('+15555550102');
  edit.set_preferred_language('es');
  await client.users.edit(edit);
  const { properties, $whatsapp } = await client.users.get(ann);
  assert.deepEqual([properties.plan, properties.first_plan, properties.logins, properties.tags, properties.gone], ['pro', 'free', 3, ['b'], undefined]);
  assert.equal(properties.$preferred_language, 'es');
  assert.deepEqual(values($whatsapp), ['+15555550102']);
});

await check('users.edit with a plain list of operations', async () => {
  await client.users.edit(ann, { operations: [{ $remove: { $whatsapp: '+15555550102' } }, { $set: { city: 'Berlin' } }] });
  const user = await client.users.get(ann);
  assert.equal(user.properties.city, 'Berlin');
  assert.deepEqual(values(user.$whatsapp), []);
});

await check('users.list has the cursor form and contains the user', async () => {
  const found = [];
  for (let after, pages = 0; pages < 100; pages++) {
    const { meta, results } = await client.users.list({ limit: 5, ...(after ? { after } : {}) });
    assert.equal(typeof meta.count, 'number');
    assert.equal(meta.limit, 5);
    found.push(...results.map(user => user.distinct_id));
    if (!meta.has_next) break;
    after = meta.after;
  }
  assert.ok(found.includes(ann));
  assert.equal(new Set(found).size, found.length, 'no user twice');
});

await check('workflows.trigger is accepted with a message id', async () => {
  const answer = await client.workflows.trigger(new WorkflowTriggerRequest({
    workflow: 'welcome', recipients: [ann, { distinct_id: odd, $email: [`odd-${run}@example.com`], $channels: ['email'] }],
    data: { first: 'A', nested: { n: 1 } },
  }, { idempotency_key: `node-once-${run}` }));
  assert.equal(answer.success, true, JSON.stringify(answer));
  assert.equal(answer.status_code, 202);
  const body = JSON.parse(answer.message);
  assert.equal(body.status, 'success');
  isMessageId(body.message_id);
});

await check('the same idempotency key is accepted again', async () => {
  const answer = await client.workflows.trigger(new WorkflowTriggerRequest({ workflow: 'welcome', recipients: [ann], data: {} }, { idempotency_key: `node-once-${run}` }));
  assert.equal(answer.success, true, JSON.stringify(answer));
});

await check('workflows.bulk_trigger_instance takes several', async () => {
  const bulk = client.workflows.bulk_trigger_instance();
  bulk.append(...[1, 2, 3].map(n => new WorkflowTriggerRequest({ workflow: 'welcome', recipients: [ann], data: { n } })));
  const answer = await bulk.trigger();
  assert.deepEqual([answer.status, answer.total, answer.success, answer.failure], ['success', 3, 3, 0], JSON.stringify(answer.failed_records));
});

await check('track_event is accepted', async () => {
  const answer = await client.track_event(new Event(ann, 'Order Placed', { amount: 10 }));
  assert.equal(answer.success, true, JSON.stringify(answer));
});

await check('an unknown workflow is 404 with a message', async () => {
  const answer = await client.workflows.trigger(new WorkflowTriggerRequest({ workflow: `missing-${run}`, recipients: [ann], data: {} }));
  assert.deepEqual([answer.success, answer.status_code], [false, 404], JSON.stringify(answer));
  assert.ok(JSON.parse(answer.message).error.message);
});

await check('an unknown user is 404', () => failsWith(404, client.users.get(`nobody-${run}`)));

await check('a wrong signature is 401 everywhere', async () => {
  await failsWith(401, stranger.users.get(ann));
  await failsWith(401, stranger.users.upsert(ann, { name: 'Eve' }));
  const answer = await stranger.workflows.trigger(new WorkflowTriggerRequest({ workflow: 'welcome', recipients: [ann], data: {} }));
  assert.deepEqual([answer.success, answer.status_code], [false, 401], JSON.stringify(answer));
  assert.equal((await client.users.get(ann)).properties.name, 'Ann', 'nothing was written');
});

await check('users.delete removes the user', async () => {
  await client.users.delete(odd);
  await failsWith(404, client.users.get(odd));
});

const failed = checks.filter(({ ok }) => !ok);
console.log(JSON.stringify({ sdk: '@suprsend/node-sdk', version, user: ann, passed: checks.length - failed.length, failed: failed.length, checks }, null, 1));
process.exit(failed.length ? 1 : 0);
