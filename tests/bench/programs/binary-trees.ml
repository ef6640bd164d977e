type tree = Leaf | Node of tree * tree

let rec build depth =
  if depth = 0 then Node (Leaf, Leaf) else
  let left = build (depth - 1) in
  Node (left, build (depth - 1))

let rec count = function
  | Leaf -> 0
  | Node (left, right) -> 1 + count left + count right

let () =
  let n = int_of_string Sys.argv.(1) in
  let kept = build n in
  let depth = ref 4 in
  while !depth <= n do
    let rounds = 1 lsl (n - !depth + 4) in
    let total = ref 0 in
    for _ = 1 to rounds do
      total := !total + count (build !depth)
    done;
    Printf.printf "%d %d %d\n" rounds !depth !total;
    depth := !depth + 4
  done;
  Printf.printf "%d\n" (count kept)
