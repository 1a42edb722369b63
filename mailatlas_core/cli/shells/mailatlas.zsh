#compdef mailatlas
# Completion of mailatlas for zsh, to be read with eval "$(mailatlas completion zsh)" after compinit.

_mailatlas_completion() {
    local -a answers described plain unfinished
    local kind value help

    answers=("${(@f)$(COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT - 1)) \
        _MAILATLAS_COMPLETE=zsh_complete mailatlas 2>/dev/null)}")
    for kind value help in $answers; do
        case $kind in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            plain)
                if [[ $help != _ ]]; then
                    described+=("$value:$help")
                elif [[ $value == *: ]]; then
                    unfinished+=("$value")
                else
                    plain+=("$value")
                fi
                ;;
        esac
    done
    (( $#described )) && _describe -V mailatlas described -U
    (( $#plain )) && compadd -U -V mailatlas -a plain
    (( $#unfinished )) && compadd -U -V mailatlas -S '' -a unfinished
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _mailatlas_completion "$@"
else
    compdef _mailatlas_completion mailatlas
fi
