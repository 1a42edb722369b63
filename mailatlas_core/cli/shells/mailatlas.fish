# Completion of mailatlas for fish, to be read with mailatlas completion fish | source.

function _mailatlas_completion
    set -l answers (env _MAILATLAS_COMPLETE=fish_complete COMP_WORDS=(commandline -cp) \
        COMP_CWORD=(commandline -t) mailatlas 2>/dev/null)
    for answer in $answers
        set -l parts (string split --max 1 , -- $answer)
        switch $parts[1]
            case dir
                __fish_complete_directories $parts[2]
            case file
                __fish_complete_path $parts[2]
            case plain
                echo $parts[2]
        end
    end
end

complete --no-files --command mailatlas --arguments '(_mailatlas_completion)'
