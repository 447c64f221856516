import type { GraphBuilder, GraphNode } from '../graph/graph.ts';
import { gradientOf } from './node-gradients.ts';

/**
 * Adds the nodes that compute the gradient of a sum by reverse accumulation (Griewank and Walther, Evaluating Derivatives, 2008). Only what
 * lies between `wanted` and `from` is differentiated: nothing is computed for a frozen part.
 * @param from a tensor and the node of the gradient of the loss with respect to it
 * @param wanted tensors whose gradients are requested
 * @returns the gradient node of each wanted tensor; those that `from` does not depend on are omitted
 * @throws NotDifferentiable
 */
export function addGradients(
  builder: GraphBuilder,
  from: { readonly tensor: string; readonly gradient: string },
  wanted: readonly string[],
): Map<string, string> {
  const nodes = [...builder.build().nodes];
  const onTheWay = dependents(nodes, new Set(wanted));
  const collected = new Map<string, string[]>([[from.tensor, [from.gradient]]]);
  for (const node of nodes.toReversed()) {
    const arriving = collected.get(node.name);
    if (arriving === undefined || !onTheWay.has(node.name) || wanted.includes(node.name)) continue;
    const needed = node.inputs.map((input) => onTheWay.has(nodeOf(input)));
    const gradients = gradientOf(builder, node, total(builder, arriving), needed);
    node.inputs.forEach((input, at) => {
      const gradient = gradients[at];
      if (!needed[at] || gradient === undefined || gradient === null) return;
      collected.set(input, [...(collected.get(input) ?? []), gradient]);
    });
  }
  return new Map(
    wanted.flatMap((tensor) => {
      const parts = collected.get(tensor);
      return parts === undefined ? [] : [[tensor, total(builder, parts)] as const];
    }),
  );
}

/** The node of an input, which may refer to a further output as in "node:1". */
const nodeOf = (input: string): string => input.replace(/:\d+$/, '');

/** The names of all nodes that are in `origins` or depend on one of them. */
function dependents(nodes: readonly GraphNode[], origins: ReadonlySet<string>): Set<string> {
  const found = new Set(origins);
  for (const node of nodes) if (node.inputs.some((input) => found.has(nodeOf(input)))) found.add(node.name);
  return found;
}

function total(builder: GraphBuilder, parts: readonly string[]): string {
  return parts.slice(1).reduce((sum, part) => builder.node('AddV2', [sum, part], undefined, 'gradient/sum'), parts[0]!);
}
