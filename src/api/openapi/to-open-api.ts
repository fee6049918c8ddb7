import type { StandardSchemaConverter } from '@nestjs/swagger';
import { z } from 'zod';

type JsonSchema = z.core.JSONSchema.BaseSchema;
type Io = 'input' | 'output';

/** Describes zod schemas in OpenAPI 3.0: one that has an id becomes a component, also at the root. */
export const toOpenApi: StandardSchemaConverter = (schema, { schemaType }) => {
  if (!(schema instanceof z.ZodType)) return undefined;
  const { properties, definitions } = describe(z.object({ root: schema }), schemaType);
  return { schema: properties?.['root'], components: definitions ?? {} };
};

const describe = (schema: z.ZodType, io: Io): JsonSchema =>
  z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      describeTransform(zodSchema, jsonSchema, io);
      describeDiscriminator(zodSchema, jsonSchema);
      tidy(jsonSchema, io);
    },
  });

/** Our transforms (brands, sorted tags) keep the shape of what they are given; zod describes their result as anything. */
function describeTransform(schema: z.core.$ZodTypes, json: JsonSchema, io: Io): void {
  const { def } = schema._zod;
  if (io === 'input' || def.type !== 'pipe' || (def.out as z.core.$ZodTypes)._zod.def.type !== 'transform')
    return;
  const { $schema: _dialect, ...inner } = describe(def.in as z.ZodType, io);
  Object.assign(json, inner, { ...json });
}

/** Tells code generators which field decides, and which of its values means which component. */
function describeDiscriminator(schema: z.core.$ZodTypes, json: JsonSchema): void {
  const { def } = schema._zod;
  if (def.type !== 'union' || !('discriminator' in def)) return;
  const propertyName = String(def.discriminator);
  const mapping = def.options.flatMap((option) => {
    const id = z.globalRegistry.get(option)?.id;
    const values = option._zod.propValues?.[propertyName] ?? [];
    return id === undefined ? [] : [...values].map((value) => [String(value), `#/components/schemas/${id}`]);
  });
  json['discriminator'] = { propertyName, mapping: Object.fromEntries(mapping) as Record<string, string> };
}

/** Drops what says nothing, and what would forbid us to add a field to an answer later. */
function tidy(json: JsonSchema, io: Io): void {
  if (json.format !== undefined) delete json.pattern;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  if (io === 'output' && json.additionalProperties === false) delete json.additionalProperties;
}
