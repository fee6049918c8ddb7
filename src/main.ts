import { InvalidEnvironment, loadEnv, type Env } from './config/env.ts';
import { startPlatform } from './roles/platform.ts';

// a note of the SDK's makers to its developers, which operators can do nothing about
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const fail = (error: unknown, code: number): never => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(code);
};

function environment(): Env {
  try {
    return loadEnv(process.env);
  } catch (error) {
    return fail(error, error instanceof InvalidEnvironment ? 2 : 1);
  }
}

const starting = startPlatform(environment());

// from the first moment on: a signal that comes while the platform starts stops it as soon as it has started
let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    starting
      .then((platform) => platform.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => fail(error, 1),
      );
  });
}

const platform = await starting.catch((error: unknown) => fail(error, 1));
void platform.died.then((error) => fail(error, 1));
