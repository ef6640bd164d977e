type particle = { x : float; y : float; id : int; label : string }

let make count round =
  Array.init count (fun i -> { x = float_of_int i; y = float_of_int round; id = i + round; label = "p" })

let () =
  let n = int_of_string Sys.argv.(1) in
  let total = ref 0 in
  for round = 0 to n - 1 do
    let made = make 1000 round in
    Array.iter (fun p -> if p.x < 500.0 then total := !total + p.id mod 7) made;
    ignore (Sys.opaque_identity (made.(0).y, made.(0).label))
  done;
  Printf.printf "%d\n" !total
