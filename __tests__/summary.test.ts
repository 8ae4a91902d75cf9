import { describe, expect, test } from '@jest/globals';
import type { Outcome } from '../src/outcome.ts';
import { setOutputs } from '../src/outputs.ts';
import { writeSummary, type Summary } from '../src/summary.ts';

const outcome: Outcome = {
  application: {
    applicationId: '30000000-0000-4000-8000-000000000001',
    objectId: '30000000-0000-4000-8000-000000000002',
    displayName: 'R&D <Exalate>',
    signInAudience: 'AzureADMyOrg',
    passwordCredentials: [],
  },
  displayName: 'Exalate [acme/ops 4f2a9c run 7001.1 k3f9x2]',
  endDateTime: new Date('2028-11-22T14:30:00.000Z'),
  keyId: '5bc44266-25d2-436c-bb9d-31677cdab3ce',
  holders: [
    {
      label: 'repository secret X of acme/ops',
      page: 'https://github.com/acme/ops/settings/secrets/actions',
    },
    { label: 'step output client-secret', page: undefined },
  ],
};

class RememberingSummary implements Summary {
  text = '';
  written = false;

  addHeading(text: string): this {
    this.text += `# ${text}\n`;
    return this;
  }

  addTable(rows: { data: string; header?: boolean }[][]): this {
    this.text += rows.map((row) => `${row.map(({ data }) => data).join(' = ')}\n`).join('');
    return this;
  }

  addRaw(text: string): this {
    this.text += text;
    return this;
  }

  write(): Promise<this> {
    this.written = true;
    return Promise.resolve(this);
  }
}

async function summaryOf(of: Outcome): Promise<string> {
  const summary = new RememberingSummary();
  await writeSummary(of, '10000000-0000-4000-8000-000000000000', summary);
  expect(summary.written).toBe(true);
  return summary.text;
}

describe('the job summary', () => {
  test('holds what registers the node in Exalate, and where the value is', async () => {
    expect(await summaryOf(outcome)).toMatchInlineSnapshot(`
     "# A new client secret was added
     Application = R&amp;D &lt;Exalate&gt;
     Application (client) ID = 30000000-0000-4000-8000-000000000001
     Directory (tenant) ID = 10000000-0000-4000-8000-000000000000
     Secret (key) ID = 5bc44266-25d2-436c-bb9d-31677cdab3ce
     Description = Exalate [acme/ops 4f2a9c run 7001.1 k3f9x2]
     Expires = 2028-11-22T14:30:00Z
     Where the value is = <a href="https://github.com/acme/ops/settings/secrets/actions">repository secret X of acme/ops</a><br>step output client-secret
     To register the node, Exalate asks for the application (client) ID, the directory (tenant) ID and the value of the client secret."
    `);
  });

  test('of a dry run says that nothing was changed', async () => {
    expect(await summaryOf({ ...outcome, keyId: undefined })).toMatchInlineSnapshot(`
     "# Dry run: a client secret would be added
     Application = R&amp;D &lt;Exalate&gt;
     Application (client) ID = 30000000-0000-4000-8000-000000000001
     Directory (tenant) ID = 10000000-0000-4000-8000-000000000000
     Description = Exalate [acme/ops 4f2a9c run 7001.1 k3f9x2]
     Expires = 2028-11-22T14:30:00Z
     Where the value would go = <a href="https://github.com/acme/ops/settings/secrets/actions">repository secret X of acme/ops</a><br>step output client-secret
     Nothing was changed."
    `);
  });
});

describe('the outputs', () => {
  const outputsOf = (of: Outcome): Record<string, string> => {
    const outputs: Record<string, string> = {};
    setOutputs(of, (name, value) => {
      outputs[name] = value;
    });
    return outputs;
  };

  test('describe the new secret', () => {
    expect(outputsOf(outcome)).toEqual({
      'application-id': '30000000-0000-4000-8000-000000000001',
      'object-id': '30000000-0000-4000-8000-000000000002',
      rotated: 'true',
      'key-id': '5bc44266-25d2-436c-bb9d-31677cdab3ce',
      'expires-on': '2028-11-22T14:30:00Z',
    });
  });

  test('of a dry run name the application alone', () => {
    expect(outputsOf({ ...outcome, keyId: undefined })).toEqual({
      'application-id': '30000000-0000-4000-8000-000000000001',
      'object-id': '30000000-0000-4000-8000-000000000002',
      rotated: 'false',
    });
  });
});
