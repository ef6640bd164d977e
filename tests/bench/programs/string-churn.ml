let () =
  let n = int_of_string Sys.argv.(1) in
  let words = [| "alpha"; "beta"; "gamma"; "delta"; "epsilon"; "zeta"; "eta"; "theta" |] in
  let total = ref 0 in
  for i = 0 to n - 1 do
    let line = String.concat "" [ words.(i mod 8); " of the "; words.(i / 8 mod 8); ", number "; string_of_int i; " among many others" ] in
    let parts = String.split_on_char ' ' line in
    let joined = String.concat "_" parts in
    total := !total + String.length joined + List.length parts + String.length (String.uppercase_ascii (List.hd parts ^ joined))
  done;
  Printf.printf "%d\n" !total
