type entry = { id : int; mutable name : string; mutable peers : entry array }

let count = 850000

let () =
  let n = int_of_string Sys.argv.(1) in
  let cache = Array.init count (fun i -> { id = i; name = "the entry with the number " ^ string_of_int i; peers = [||] }) in
  for i = 0 to count - 1 do
    cache.(i).peers <- [| cache.((i * 7 + 1) mod count); cache.((i * 31 + 5) mod count) |]
  done;
  let total = ref 0 in
  let seed = ref 1 in
  for i = 0 to n - 1 do
    seed := (!seed * 1103515245 + 12345) land 0x7fffffff;
    let e = cache.(!seed / 8 mod count) in
    let text = String.concat "" [ "a text for round "; string_of_int i; " of entry "; string_of_int e.id ] in
    total := !total + String.length text + String.length e.peers.(i mod 2).name;
    if i mod 16 = 0 then begin
      e.name <- text;
      e.peers <- [| cache.(!seed / 16 mod count); e.peers.(0) |]
    end
  done;
  Printf.printf "%d\n" !total
