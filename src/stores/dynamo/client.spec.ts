import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { Unavailable } from '../../core/errors.ts';
import { createDocumentClient } from './client.ts';

const region = 'eu-central-1';
const endpoint = 'http://127.0.0.1:1';

describe('where and as whom', () => {
  // The SDK reads these itself; no code of ours does.
  const environment = process.env;
  const before = { ...environment };
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'plumbline-aws-'));
    const file = join(directory, 'credentials');
    await writeFile(file, '[quality]\naws_access_key_id = OFPROFILE\naws_secret_access_key = secret\n');
    Object.assign(environment, {
      AWS_SHARED_CREDENTIALS_FILE: file,
      AWS_CONFIG_FILE: join(directory, 'config'),
      AWS_ACCESS_KEY_ID: 'OFENVIRONMENT',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
  });
  afterAll(async () => {
    for (const name of Object.keys(environment)) if (!(name in before)) delete environment[name];
    Object.assign(environment, before);
    await rm(directory, { recursive: true });
  });

  it.each([
    [{ kind: 'endpoint', endpoint, region } as const, 'plumbline'],
    [{ kind: 'profile', profile: 'quality', region } as const, 'OFPROFILE'],
    [{ kind: 'keys', accessKeyId: 'OFSETTINGS', secretAccessKey: 'secret', region } as const, 'OFSETTINGS'],
    [{ kind: 'defaultChain', region } as const, 'OFENVIRONMENT'],
  ])('%j', async (settings, accessKeyId) => {
    const { config } = createDocumentClient(settings);
    expect(await config.credentials()).toMatchObject({ accessKeyId });
    expect(await config.region()).toBe(region);
  });

  it('a profile that is not there makes the store unavailable', async () => {
    const client = createDocumentClient({ kind: 'profile', profile: 'nobody', region });
    const asked = client.send(new GetCommand({ TableName: 'Tests', Key: { pk: 'x' } }));
    await expect(asked).rejects.toThrow(Unavailable);
  });
});

describe('a store that fails', () => {
  it.each([
    [500, 'InternalServerError', 4, Unavailable],
    [400, 'ProvisionedThroughputExceededException', 4, Unavailable],
    [400, 'ResourceNotFoundException', 1, expect.objectContaining({ name: 'ResourceNotFoundException' })],
  ])('answering %i %s is asked %i times', async (status, type, times, expected) => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'no' }));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const client = createDocumentClient({ kind: 'endpoint', endpoint: `http://127.0.0.1:${port}`, region });
    const error: unknown = await client
      .send(new GetCommand({ TableName: 'Tests', Key: { pk: 'x' } }))
      .catch((thrown: unknown) => thrown);
    client.destroy();
    server.close();
    if (typeof expected === 'function') expect(error).toBeInstanceOf(expected);
    else expect(error).toEqual(expected);
    expect(asked).toBe(times);
  });

  it('never passes a mistake of ours for an outage', async () => {
    const client = createDocumentClient({ kind: 'endpoint', endpoint, region });
    const unreadable = client.send(new GetCommand({ TableName: 'Tests', Key: { pk: Number.NaN } }));
    await expect(unreadable).rejects.not.toBeInstanceOf(Unavailable);
  });
});
