// Strongly connected components of a small directed graph (Tarjan, without recursion).
//
// Nodes are 0 … count − 1, `edges[n]` the nodes that n needs. The result gives every node the number
// of its component; what a component needs has smaller numbers, so they are an order of evaluation.

export function components(edges: readonly (readonly number[])[]): readonly number[] {
  const component = edges.map(() => -1);
  const order = edges.map(() => -1);
  const low = edges.map(() => 0);
  const open: number[] = [];
  let visited = 0;
  let found = 0;
  for (let root = 0; root < edges.length; root++) {
    if (order[root] !== -1) {
      continue;
    }
    const path: { readonly node: number; next: number }[] = [];
    const enter = (node: number): void => {
      order[node] = low[node] = visited++;
      open.push(node);
      path.push({ node, next: 0 });
    };
    enter(root);
    for (let top = path[path.length - 1]; top !== undefined; top = path[path.length - 1]) {
      const { node } = top;
      const target = edges[node]?.[top.next++];
      if (target === undefined) {
        path.pop();
        const parent = path[path.length - 1];
        if (parent !== undefined) {
          low[parent.node] = Math.min(low[parent.node] as number, low[node] as number);
        }
        if (low[node] === order[node]) {
          let member = open.pop();
          for (; member !== undefined && member !== node; member = open.pop()) {
            component[member] = found;
          }
          component[node] = found++;
        }
      } else if (order[target] === -1) {
        enter(target);
      } else if (component[target] === -1) {
        low[node] = Math.min(low[node] as number, order[target] as number);
      }
    }
  }
  return component;
}
