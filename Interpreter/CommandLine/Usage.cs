namespace Moonwire.Interpreter.CommandLine;

/// <summary>The usage texts of moonwire and its commands.</summary>
internal static class Usage
{
    /// <summary>
    /// The text after an error about one of lua's options: all forms, and lua's options in lua's words.
    /// </summary>
    internal const string All = """
        usage: moonwire [options] [script [arguments]]
               moonwire repl
               moonwire test [options] [path...]
               moonwire init test [--from <file>]
               moonwire probe [options] target...
               moonwire replay <file> --as server|client --at <address:port> [options]
               moonwire record show [options] <file>
               moonwire check [--json] <file>...
               moonwire doctor [--json]
               moonwire types <dir>
               moonwire completions bash|zsh|fish
               moonwire man
          -e stat   execute string 'stat'
          -i        enter interactive mode after executing 'script'
          -l mod    require library 'mod' into global 'mod'
          -l g=mod  require library 'mod' into global 'g'
          -v        show version information
          -E        ignore environment variables
          -W        turn warnings on
          --        stop handling options
          -         stop handling options and execute stdin
          --help    show moonwire's own options as well, such as --timeout
        """;

    /// <summary>Returns the usage of a command. Any other name means the program itself.</summary>
    internal static string Of(string command) => "moonwire " + command switch
    {
        TestDefinition.Name => "test [options] [path...]",
        InitDefinition.Name => "init test [--from <file>]",
        ProbeDefinition.Name => "probe [options] target...",
        ReplayDefinition.Name => "replay <file> --as server|client --at <address:port> [options]",
        ReplayDefinition.RecordName => "record show [options] <file>",
        CheckDefinition.Name => "check [--json] <file>...",
        DoctorDefinition.Name => "doctor [--json]",
        TypesDefinition.Name => "types <dir>",
        CompletionsDefinition.Name => "completions bash|zsh|fish",
        RootDefinition.ReplName or CompanionCommands.Manual => command,
        _ => "[options] [script [arguments]]",
    };

    /// <summary>Returns the text after an error about an option of moonwire's own, or about a command.</summary>
    internal static string Short(string command) =>
        $"usage: {Of(command)}\n"
        + $"       moonwire {(RootDefinition.IsCommand(command) ? command + " " : "")}--help prints more";

    /// <summary>Returns the library's help text, with its usage replaced by ours.</summary>
    /// <param name="help">The help text that the library has written.</param>
    /// <param name="executable">The library's name for the program.</param>
    /// <param name="command">The command's name.</param>
    internal static string In(string help, string executable, string command)
    {
        var lines = help.Split('\n');
        var at = Array.FindIndex(lines, line => line.StartsWith($"  {executable} ", StringComparison.Ordinal));
        lines[at] = $"  {Of(command)}{(RootDefinition.IsCommand(command) ? "" : "\n  moonwire <command> ...")}";
        return string.Join('\n', lines);
    }
}
