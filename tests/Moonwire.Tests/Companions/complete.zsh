# Prints what zsh offers at the end of a command line, a word a line: zsh -f complete.zsh completions line
# Within a terminal of its own, "zsh -f complete.zsh completions" is what sets the inner shell up.
if (( $# == 2 )); then
    zmodload zsh/zpty
    offers=$(mktemp)
    zpty shell "OFFERS=$offers TERM=dumb zsh -f -i"
    zpty -w shell "source ${(q)0} ${(q)1}"
    zpty -n -w shell "$2"$'\t'
    zpty -r shell answer '*completed*'
    cat $offers
    rm $offers
    return
fi

autoload -Uz compinit
compinit -u -D
source $1
compadd() {
    if [[ -z ${@[(r)-[OAD]]} ]]; then
        local -a offered
        builtin compadd -A offered "$@"
        print -rl -- ${(Q)offered} >> $OFFERS
    fi
    builtin compadd "$@"
}
completed() {
    _main_complete
    print completed
    exit
}
zle -C completed complete-word completed
bindkey '^I' completed
