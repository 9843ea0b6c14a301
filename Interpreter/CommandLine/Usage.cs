namespace Moonwire.Interpreter.CommandLine;

/// <summary>How moonwire and its commands are called.</summary>
internal static class Usage
{
    /// <summary>The text after a wrong option of lua's: all forms, and lua's options as lua words them.</summary>
    internal const string All = """
        usage: moonwire [options] [script [arguments]]
               moonwire repl
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

    /// <summary>How a command is called, by its name; any other name stands for the program itself.</summary>
    internal static string Of(string command) => "moonwire " + command switch
    {
        CheckDefinition.Name => "check [--json] <file>...",
        DoctorDefinition.Name => "doctor [--json]",
        TypesDefinition.Name => "types <dir>",
        CompletionsDefinition.Name => "completions bash|zsh|fish",
        RootDefinition.ReplName or CompanionCommands.Manual => command,
        _ => "[options] [script [arguments]]",
    };

    /// <summary>The text after a wrong option of moonwire's own, or after a wrong call of a command.</summary>
    internal static string Short(string command) =>
        $"usage: {Of(command)}\n       moonwire {(RootDefinition.IsCommand(command) ? command + " " : "")}--help tells more";

    /// <summary>The help as the library words it, with the usage of ours.</summary>
    /// <param name="help">What the library has written.</param>
    /// <param name="executable">The name that the library has for the program.</param>
    /// <param name="command">The command's name.</param>
    internal static string In(string help, string executable, string command)
    {
        var lines = help.Split('\n');
        var at = Array.FindIndex(lines, line => line.StartsWith($"  {executable} ", StringComparison.Ordinal));
        lines[at] = $"  {Of(command)}{(RootDefinition.IsCommand(command) ? "" : "\n  moonwire <command> ...")}";
        return string.Join('\n', lines);
    }
}
