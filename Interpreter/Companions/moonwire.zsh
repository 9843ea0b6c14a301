#compdef moonwire
# Completes moonwire's command line in zsh. Written by "moonwire completions zsh".

_moonwire_first() {
    local -a commands=(
@commands@
    )
    # After an option, the name of a command is the name of a script.
    if (( CURRENT == 2 )); then
        _describe -t commands command commands
    fi
    _files
}

_moonwire() {
    if (( CURRENT > 2 )) && [[ ${words[2]} == (@command-names@) ]]; then
        shift words
        (( CURRENT-- ))
        case ${words[1]} in
@command-cases@
        esac
        return
    fi

    # Options end at the script. Later arguments belong to the script.
    _arguments -S -A '-*' \
@options@ \
        '1:script:_moonwire_first' \
        '*:argument:_files'
}

if [[ $funcstack[1] == _moonwire ]]; then
    _moonwire "$@"
else
    compdef _moonwire moonwire
fi
