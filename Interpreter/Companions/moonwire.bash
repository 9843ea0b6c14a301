# Completes moonwire's command line in bash 4 and later. Written by "moonwire completions bash".

_moonwire_words() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

_moonwire_paths() {
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen "$1" -- "$cur")
    compopt -o filenames 2>/dev/null
}

_moonwire() {
    local cur=${COMP_WORDS[COMP_CWORD]} option='' command='' word i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        # bash splits "--option=value" into three words.
        if [[ $word == = ]]; then
            continue
        elif [[ $option ]]; then
            option=''
            continue
        fi
        case $word in
            @value-options@) option=$word ;;
            - | --) _moonwire_paths -f; return ;;
            -*) ;;
            @commands@)
                if ((i > 1)); then
                    _moonwire_paths -f
                    return
                fi
                command=$word
                break
                ;;
            *) _moonwire_paths -f; return ;;
        esac
    done
    if [[ $cur == = ]]; then
        cur=''
    fi

    case $option in
        '') ;;
@values@
    esac
    if [[ $option ]]; then
        return
    fi

    if [[ $command ]]; then
        word=${COMP_WORDS[COMP_CWORD - 1]}
        if [[ $word == = ]]; then
            word=${COMP_WORDS[COMP_CWORD - 2]}
        fi
        case "$command $word" in
@command-values@
        esac
    fi

    if [[ $command && $cur == -* ]]; then
        case $command in
@command-options@
        esac
    elif [[ $command ]]; then
        case $command:$((COMP_CWORD - i)) in
@arguments@
        esac
    elif [[ $cur == -* ]]; then
        _moonwire_words @options@
    else
        if ((COMP_CWORD == 1)); then
            _moonwire_words @command-words@
        fi
        _moonwire_paths -f
    fi
}

complete -F _moonwire moonwire
