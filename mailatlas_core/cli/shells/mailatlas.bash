# Completion of mailatlas for bash 4.4 or newer, to be read with eval "$(mailatlas completion bash)".

_mailatlas_completion() {
    local rest=$COMP_LINE piece trimmed word cut='' kind value IFS=$'\n'
    local -a words=()

    # bash cuts a word at : and = too; pieces with no blank between them are one word to us.
    for piece in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        trimmed=${rest#"${rest%%[![:space:]]*}"}
        if [[ ${#words[@]} -gt 0 && $trimmed == "$rest" ]]; then
            words[-1]+=$piece
        else
            words+=("$piece")
        fi
        rest=${trimmed#"$piece"}
    done

    # What it puts in stands for the last piece alone, unless a quotation is open.
    word=${words[-1]}
    if [[ $COMP_WORDBREAKS == *:* && $word != [\"\']* ]]; then
        cut=${word%"${word##*[:=]}"}
    fi

    while IFS=, read -r kind value; do
        case $kind in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain)
                [[ $value == *: ]] && compopt -o nospace
                value=${value#"$cut"}
                case $word in
                    \"*)
                        value=${value//\\/\\\\} value=${value//\"/\\\"}
                        value=${value//\$/\\\$} value=${value//\`/\\\`}
                        ;;
                    \'*) value=${value//\'/\'\\\'\'} ;;
                    *) printf -v value %q "$value" ;;
                esac
                COMPREPLY+=("$value")
                ;;
        esac
    done < <(
        COMP_WORDS="${words[*]}" COMP_CWORD=$((${#words[@]} - 1)) _MAILATLAS_COMPLETE=bash_complete "$1" 2>/dev/null
    )
}

complete -o nosort -F _mailatlas_completion mailatlas
