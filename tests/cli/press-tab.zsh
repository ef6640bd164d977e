# Types each line into an interactive zsh and presses Tab; prints what became of it.
# Arguments: the folder with the function _mochi, as `mochi completions zsh` prints it; the lines.

zmodload zsh/zpty
zpty shell zsh -f -i
folder=$1
shift
zpty -w -n shell "PS1=; fpath=($folder \$fpath); autoload -Uz compinit; compinit -D -u; mochi() { print \"called: mochi \$@\" }; print rea\"\"dy"$'\n'
zpty -r -m shell out '*ready*'
for line in "$@"; do
  zpty -w -n shell "$line"$'\t'
  sleep 0.5 # completion is done when the line that it made is complete; nothing says so
  zpty -w -n shell $'\n'
  zpty -r -m shell out '*called: *'$'\n'
  print -r -- ${${out##*called: }%%[$'\r\n']*}
done
zpty -d shell
