import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const here = join(import.meta.dirname, 'sdk');
/** The one that scripts/tools.sh made, with the packages of sdk/requirements.txt. */
const python = process.env.BELFRY_PYTHON ?? 'python3';

export type Keys = { url: string; key: string; secret: string; uid: string; apiKey: string };
export type Summary = { sdk: string; version: string; passed: number; failed: number; checks: { name: string; ok: boolean; error?: string }[] };

/** Runs the real SDK's script against a server. What failed is in the answer, not thrown. */
export function runSdk(which: 'node' | 'python', keys: Keys): Promise<Summary> {
  const [program, file] = which === 'node' ? [process.execPath, 'node_sdk.mjs'] : [python, 'py_sdk.py'];
  const env = {
    ...process.env,
    BELFRY_URL: keys.url,
    BELFRY_WORKSPACE_KEY: keys.key,
    BELFRY_WORKSPACE_SECRET: keys.secret,
    BELFRY_WORKSPACE_UID: keys.uid,
    BELFRY_API_KEY: keys.apiKey,
  };
  return new Promise((done, failed) =>
    execFile(program, [join(here, file)], { env, maxBuffer: 1 << 24 }, (_, stdout, stderr) => {
      try {
        done(JSON.parse(stdout) as Summary);
      } catch {
        failed(new Error(`${file} gave no summary:\n${stdout}${stderr}`));
      }
    }),
  );
}

export type Mail = { from: string; to: string[]; subject: string; text: string | null; html: string | null; headers: [string, string][]; raw: string };

/** A real SMTP server (sdk/smtp_sink.py) that keeps the mail it gets in a file of the given folder. */
export class SmtpSink {
  private constructor(readonly port: number, private readonly file: string, private readonly process: ChildProcess) {}

  static start(folder: string): Promise<SmtpSink> {
    const file = join(folder, 'mail.jsonl');
    const child = spawn(python, [join(here, 'smtp_sink.py'), file], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    return new Promise((done, failed) => {
      const read = (chunk: Buffer) => {
        output += chunk;
        const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(output)?.[1];
        if (port) done(new SmtpSink(Number(port), file, child));
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('error', failed);
      child.on('exit', code => failed(new Error(`smtp_sink.py ended (${code}):\n${output}`)));
    });
  }

  mails(): Mail[] {
    if (!existsSync(this.file)) return [];
    return readFileSync(this.file, 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line) as Mail);
  }

  stop() {
    this.process.kill();
  }
}
