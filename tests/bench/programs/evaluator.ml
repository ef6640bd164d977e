type expr = Num of int | Var | Add of expr * expr | Mul of expr * expr | Neg of expr

let rec build depth seed =
  if depth = 0 then if seed mod 2 = 0 then Num (seed mod 10) else Var
  else
    let next = (seed * 1103515245 + 12345) land 0x7fffffff in
    let kind = next / 65536 mod 5 in
    if kind < 2 then Add (build (depth - 1) next, build (depth - 1) (next + 1))
    else if kind < 4 then Mul (build (depth - 1) next, build (depth - 1) (next + 1))
    else Neg (build (depth - 1) next)

let rec evaluate e x =
  match e with
  | Num value -> value
  | Var -> x
  | Add (left, right) -> (evaluate left x + evaluate right x) mod 10007
  | Mul (left, right) -> evaluate left x * evaluate right x mod 10007
  | Neg inner -> -evaluate inner x

let () =
  let n = int_of_string Sys.argv.(1) in
  let tree = build 14 1 in
  let total = ref 0 in
  for x = 0 to n - 1 do
    total := (!total + evaluate tree (x mod 100)) mod 10007
  done;
  Printf.printf "%d\n" !total
