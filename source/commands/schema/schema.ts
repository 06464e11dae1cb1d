import {z} from 'zod';
import {TowlineError} from '../../core/errors.ts';
import {toSafeJson} from '../../stream/safe-json.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import {didYouMean} from '../did-you-mean.ts';
import type {CommandHandler} from '../invocation.ts';
import {outputSchemas} from './output-schemas.ts';

/** `towline schema [command]`: the JSON Schema of what a command prints with --json, or of all of them by name. */
export const run: CommandHandler = async ({args: [name], print}) => {
	if (name === undefined) {
		const all = [...outputSchemas].map(([command, schema]) => [command, z.toJSONSchema(schema)]);
		await print(toSafeJson(Object.fromEntries(all), '\t'));
		return 0;
	}

	const schema = outputSchemas.get(name);

	if (!schema) {
		const names = [...outputSchemas.keys()];
		throw new TowlineError('USAGE', `No JSON of a command "${toOneLine(name)}" is described.`, {
			hint: didYouMean(name, names) ?? `Use one of ${names.join(', ')}.`,
		});
	}

	await print(toSafeJson(z.toJSONSchema(schema), '\t'));
	return 0;
};
