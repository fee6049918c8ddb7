import manifest from '../../package.json' with { type: 'json' };

export const plumblineVersion: string = manifest.version;
