# Prints what bash offers at the end of a command line, a word a line: bash complete.bash completions word...
# The words are what bash makes of the line; the last one is completed.
source "$1"
shift
[[ $(complete -p moonwire) == 'complete -F _moonwire moonwire' ]] || exit 1
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_moonwire
((${#COMPREPLY[@]} == 0)) || printf '%s\n' "${COMPREPLY[@]}"
