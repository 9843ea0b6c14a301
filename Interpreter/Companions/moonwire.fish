# Completes moonwire's command line in fish. Written by "moonwire completions fish".

# True if the cursor is at a place: first (the first argument), options (before the script), or after the named command.
function __moonwire_at
    set -l words (commandline -opc)
    set -e words[1]
    if test (count $words) -eq 0
        contains -- $argv[1] first options
        return
    end
    if contains -- $words[1] @commands@
        test $argv[1] = $words[1]
        return
    end
    set -l takes_value no
    for word in $words
        if test $takes_value = yes
            set takes_value no
        else if contains -- $word @value-options@
            set takes_value yes
        else if not string match -qr -- '^-.' $word; or test $word = --
            return 1
        end
    end
    test $argv[1] = options
end

@completions@
