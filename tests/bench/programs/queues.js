function swap(heap, i, j) {
  const item = heap[i];
  heap[i] = heap[j];
  heap[j] = item;
}

function push(heap, item) {
  heap.push(item);
  let i = heap.length - 1;
  while (i > 0 && heap[(i - 1) >> 1] > heap[i]) {
    swap(heap, (i - 1) >> 1, i);
    i = (i - 1) >> 1;
  }
}

function pop(heap) {
  const top = heap[0];
  const last = heap.pop();
  const n = heap.length;
  if (n > 0) {
    heap[0] = last;
  }
  let i = 0;
  while (2 * i + 1 < n) {
    let child = 2 * i + 1;
    if (child + 1 < n && heap[child + 1] < heap[child]) {
      child++;
    }
    if (heap[i] <= heap[child]) {
      return top;
    }
    swap(heap, i, child);
    i = child;
  }
  return top;
}

function search(n) {
  const seen = new Array(n).fill(false);
  seen[0] = true;
  const queue = [0];
  let order = 0;
  for (let head = 0; head < queue.length; head++) {
    const at = queue[head];
    order = (order * 31 + at) % 1000003;
    for (const next of [(at * 2 + 1) % n, (at * 3 + 7) % n]) {
      if (!seen[next]) {
        seen[next] = true;
        queue.push(next);
      }
    }
  }
  return order;
}

const n = Number(process.argv[2]);
const heap = [];
const stack = [];
let seed = 3n;
for (let i = 0; i < n; i++) {
  seed = (seed * 1103515245n + 12345n) % 2147483648n;
  push(heap, Number(seed));
}
for (let i = 0; i < n; i++) {
  stack.push(pop(heap));
}
let sum = 0;
while (stack.length > 0) {
  sum = (sum * 31 + stack.pop()) % 1000003;
}
console.log(search(n), sum);
