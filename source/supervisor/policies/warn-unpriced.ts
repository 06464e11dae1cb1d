import type {Agent} from '../../core/fleet/agent.ts';
import type {AgentFact} from '../../core/fleet/agent-event.ts';
import {isNoUsage} from '../../core/money/token-usage.ts';
import type {Policy, PolicyDeps} from './policy.ts';

/**
 * Warns, once for each model, that a budget cannot be enforced because the model has no price. A program that reports costs with
 * its results is still held to the budget by them; only its estimates are missing.
 */
export function createWarnUnpriced({fleet, config, record}: Pick<PolicyDeps, 'fleet' | 'config' | 'record'>): Policy {
	const warned = new Set<string>();

	const warn = (model: string) => {
		const text = `Towline has no price for model ${model}, so no budget is enforced on it until its program reports a cost. Add [prices."${model}"] to towline.toml.`;

		if (!warned.has(model) && !fleet().notices.some(notice => notice.text === text)) {
			record([{event: {type: 'notice-raised', level: 'warning', text}}]);
		}

		warned.add(model);
	};

	const hasBudget = (agent: Agent): boolean => {
		const {storyBudgetUsd, dayBudgetUsd, projectBudgetUsd} = config().limits;
		return [agent.budgetUsd, storyBudgetUsd, dayBudgetUsd, projectBudgetUsd].some(budget => budget !== undefined);
	};

	return {
		onFacts(facts) {
			for (const {event, agent: id} of facts) {
				const agent = id && event.type === 'usage-reported' ? fleet().agents[id] : undefined;

				if (agent && event.type === 'usage-reported' && hasBudget(agent)) {
					unpricedModels(event, agent).forEach(warn);
				}
			}
		},
		dispose() {},
	};
}

/** The models of a report without a price. A report that names no models is about the agent's model. */
function unpricedModels(
	{usage, models}: Extract<AgentFact, {type: 'usage-reported'}>,
	{model}: Agent,
): readonly string[] {
	const parts = Object.entries(models);
	const named = parts.length === 0 ? [[model ?? 'unknown', usage] as const] : parts;
	return named.filter(([, part]) => part.costUsd === undefined && !isNoUsage(part)).map(([name]) => name);
}
