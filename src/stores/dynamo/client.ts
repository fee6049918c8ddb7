import {
  DynamoDBClient,
  DynamoDBServiceException,
  type DynamoDBClientConfig,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ConfigStoreSettings } from '../../config/env.ts';
import { Unavailable } from '../../core/errors.ts';

type ReachableStore = Exclude<ConfigStoreSettings, { kind: 'embedded' }>;

/**
 * A client for the DynamoDB API. Undefined values are not written. Waits at most 3 s for an answer and tries 4 times;
 * when there is still none, commands throw `Unavailable` with code `CONFIG_STORE_UNAVAILABLE`.
 */
export function createDocumentClient(settings: ReachableStore): DynamoDBDocumentClient {
  const agent = { keepAlive: true, maxSockets: 64 };
  const client = new DynamoDBClient({
    region: settings.region,
    ...accessOf(settings),
    retryMode: 'standard',
    maxAttempts: 4,
    requestHandler: {
      connectionTimeout: 2000,
      requestTimeout: 3000,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
  });
  // Around the retries, but within (un)marshalling: an error of that kind is a defect of ours, not an outage.
  client.middlewareStack.add(unavailableWhen(isNoAnswer), { step: 'build', priority: 'high' });
  // Credentials are looked for earlier than that.
  client.middlewareStack.add(unavailableWhen(lacksCredentials), { step: 'serialize', priority: 'high' });
  return DynamoDBDocumentClient.from(client, {
    // A number of a test definition is a JavaScript number before and after, also beyond 2^53.
    marshallOptions: { removeUndefinedValues: true, allowImpreciseNumbers: true },
    unmarshallOptions: { wrapNumbers: Number },
  });
}

function accessOf(settings: ReachableStore): DynamoDBClientConfig {
  switch (settings.kind) {
    case 'endpoint':
      // DynamoDB Local and dynalite check that there is a signature, not whose it is.
      return {
        endpoint: settings.endpoint,
        credentials: { accessKeyId: 'plumbline', secretAccessKey: 'plumbline' },
      };
    case 'profile':
      return { profile: settings.profile };
    case 'keys': {
      const { kind: _kind, region: _region, ...credentials } = settings;
      return { credentials };
    }
    case 'defaultChain':
      return {};
  }
}

const throttled = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);

/** No answer at all, a failure of the service's own, or "too much, later". */
const isNoAnswer = (error: unknown) =>
  !(error instanceof DynamoDBServiceException) || error.$fault === 'server' || throttled.has(error.name);

const lacksCredentials = (error: unknown) =>
  error instanceof Error && error.name === 'CredentialsProviderError';

const unavailableWhen =
  (isOutage: (error: unknown) => boolean) =>
  <Input, Output>(next: (args: Input) => Promise<Output>) =>
  async (args: Input): Promise<Output> => {
    try {
      return await next(args);
    } catch (cause) {
      if (!isOutage(cause)) throw cause;
      throw new Unavailable('the config store does not answer', 'CONFIG_STORE_UNAVAILABLE', { cause });
    }
  };
