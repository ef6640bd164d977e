type tree = Empty | Node of int * int * tree * tree

let rec insert t key value =
  match t with
  | Empty -> Node (key, value, Empty, Empty)
  | Node (k, v, left, right) ->
    if key < k then Node (k, v, insert left key value, right)
    else if key > k then Node (k, v, left, insert right key value)
    else Node (k, value, left, right)

let rec sum = function
  | Empty -> 0
  | Node (k, v, left, right) -> k mod 1000 + v + sum left + sum right

let () =
  let n = int_of_string Sys.argv.(1) in
  let seed = ref 42 in
  let map = ref Empty in
  for i = 0 to n - 1 do
    seed := (!seed * 1103515245 + 12345) land 0x7fffffff;
    map := insert !map (!seed / 8 mod 100000) (i mod 100)
  done;
  Printf.printf "%d\n" (sum !map)
