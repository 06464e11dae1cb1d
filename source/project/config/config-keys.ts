import {z} from 'zod';
import type {createConfigSchema} from './config-schema.ts';
import type {KeyPath} from './locate-key.ts';

type ConfigSchema = ReturnType<typeof createConfigSchema>;

/** A key of `towline.toml`. */
export type ConfigKey = {
	/** Dotted name, such as `limits.max_parallel`; `<model>` stands for a model's name. */
	readonly name: string;
	/** Its default value in TOML syntax; `undefined` if it has none. */
	readonly default: string | undefined;
};

/** All keys, in the order of the schema. A test compares the documentation with them. */
export function listConfigKeys(schema: ConfigSchema): readonly ConfigKey[] {
	return listKeys(schema, '');
}

/** The keys that the table at a path may have. */
export function keysOfTable(schema: ConfigSchema, path: KeyPath): readonly string[] {
	let at: unknown = schema;

	for (const key of path) {
		at = typeof key === 'number' ? at : step(unwrap(at), key);
	}

	const table = unwrap(at);
	return table instanceof z.ZodObject ? Object.keys(table.shape) : [];
}

function step(schema: unknown, key: PropertyKey): unknown {
	if (schema instanceof z.ZodObject) {
		return Reflect.get(schema.shape, key);
	}

	return schema instanceof z.ZodRecord ? schema.valueType : undefined;
}

/** The schema inside defaults, optionals and arrays of tables. */
function unwrap(schema: unknown): unknown {
	if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
		return unwrap(schema.unwrap());
	}

	return schema instanceof z.ZodArray && unwrap(schema.element) instanceof z.ZodObject
		? unwrap(schema.element)
		: schema;
}

function listKeys(schema: unknown, prefix: string): readonly ConfigKey[] {
	const inner = unwrap(schema);

	if (inner instanceof z.ZodObject) {
		return Object.entries(inner.shape).flatMap(([key, value]) => listKeys(value, prefix ? `${prefix}.${key}` : key));
	}

	if (inner instanceof z.ZodRecord && unwrap(inner.valueType) instanceof z.ZodObject) {
		return listKeys(inner.valueType, `${prefix}.<model>`);
	}

	const hasDefault = schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
	return [{name: prefix, default: hasDefault ? JSON.stringify(schema.def.defaultValue) : undefined}];
}
