import { z } from 'zod';
import { roles, type Role } from '../core/access/role.ts';
import { addressRangeOf } from '../core/network/address-rule.ts';
import { integer, ms, url } from './variable-kinds.ts';

/** Who may come in, and how. */
export const accessVariables = {
  PUBLIC_URL: url(/^https?$/, 'https://quality.example.com')
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
  TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine(
      (parts) => parts.every((part) => addressRangeOf(part) !== null),
      'must be addresses or networks with commas between them',
    )
    .default([]),
  PLUMBLINE_ADMIN_KEY: z
    .string()
    .regex(
      /^[A-Za-z0-9._~+/-]{32,256}=*$/,
      'must be at least 32 characters of base64: openssl rand -base64 32',
    )
    .optional(),
  SESSION_IDLE: ms('12h', { min: '1m', max: '30d' }),
  SESSION_LONGEST: ms('7d', { min: '1m', max: '90d' }),
  RATE_LIMIT: integer(0, 10_000_000).default(30_000),
  DOCS: z.enum(['signed-in', 'public']).default('signed-in'),
  OIDC_ISSUER: url(/^https?$/, 'https://id.example.com')
    .refine(isHttpsOrLoopback, 'must be an https URL')
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_SCOPE: z.string().default('openid profile email'),
  OIDC_NAME_CLAIM: z.string().default('preferred_username'),
  OIDC_GROUPS_CLAIM: z.string().default('groups'),
  OIDC_ROLE_MAP: z
    .string()
    .transform((text, ctx) => {
      const known = rolesOfGroups(text);
      if (known) return known;
      ctx.addIssue(`must look like data-admins=admin,engineers=editor,*=viewer; roles: ${roles.join(', ')}`);
      return z.NEVER;
    })
    .optional(),
};

type Variables = z.output<z.ZodObject<typeof accessVariables>>;

/** What is wrong between these variables, by their names. */
export function accessContradictions(given: Readonly<Record<string, string>>): readonly string[] {
  if (!given['OIDC_ISSUER']) return [];
  return ['OIDC_CLIENT_ID', 'OIDC_ROLE_MAP', 'PUBLIC_URL'].flatMap((name) =>
    given[name] ? [] : [`${name}: is needed with OIDC_ISSUER`],
  );
}

/** `host` is where the API listens. */
export const accessOf = (v: Variables, host: string, isConfigStoreEmbedded: boolean) =>
  Object.freeze({
    /** Where people reach the platform; null when that is where it listens. */
    publicUrl: v.PUBLIC_URL ?? null,
    /** Whose word about a client's address counts. */
    trustedProxies: Object.freeze(v.TRUSTED_PROXIES),
    adminKey: v.PLUMBLINE_ADMIN_KEY ?? null,
    sessions: Object.freeze({ idleMs: v.SESSION_IDLE, longestMs: v.SESSION_LONGEST }),
    /** Requests a minute of one caller; 0 for no limit. */
    rateLimit: v.RATE_LIMIT,
    isDocumentationPublic: v.DOCS === 'public',
    /** Who reaches such a platform sits at this machine. */
    isOneClickSetup: isConfigStoreEmbedded && isLoopback(host) && !v.PUBLIC_URL,
    /** The identity provider; null when there is none. */
    oidc: oidcOf(v),
  });

function oidcOf(v: Variables) {
  if (!v.OIDC_ISSUER || !v.OIDC_CLIENT_ID || !v.OIDC_ROLE_MAP) return null;
  return Object.freeze({
    issuer: v.OIDC_ISSUER,
    clientId: v.OIDC_CLIENT_ID,
    clientSecret: v.OIDC_CLIENT_SECRET ?? null,
    scope: v.OIDC_SCOPE,
    nameClaim: v.OIDC_NAME_CLAIM,
    groupsClaim: v.OIDC_GROUPS_CLAIM,
    groupRoles: v.OIDC_ROLE_MAP,
  });
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127\./.test(host);

function isHttpsOrLoopback(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || isLoopback(hostname.replace(/^\[|\]$/g, ''));
}

/** Null for a text that is no such map. */
function rolesOfGroups(text: string): ReadonlyMap<string, Role> | null {
  const pairs = text.split(',').map((part) => {
    const at = part.lastIndexOf('=');
    const role = roles.find((one) => one === part.slice(at + 1).trim());
    return { group: part.slice(0, Math.max(0, at)).trim(), role };
  });
  const known = pairs.flatMap(({ group, role }) => (group && role ? [[group, role] as const] : []));
  return known.length === pairs.length ? new Map(known) : null;
}
