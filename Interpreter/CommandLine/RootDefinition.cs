using System.CommandLine;
using Serilog.Events;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>moonwire's options. What follows the script is the script's and is not parsed here.</summary>
internal sealed class RootDefinition
{
    internal RootDefinition()
    {
        Version = new Option<bool>("--version", "-v") { Description = "Print the versions of moonwire and Lua" };
        Execute = new Option<string[]>("-e")
        {
            Description = "Run the chunk; may be given several times",
            HelpName = "chunk",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };
        LogLevel = new Option<LogEventLevel?>("--log-level")
        {
            Description = "Log the runtime's events from this level on to standard error",
            HelpName = "verbose|debug|information|warning|error|fatal",
        };
        MemoryLimit = new Option<long?>("--memory-limit")
        {
            Description = "Let Lua hold at most this many bytes",
            HelpName = "bytes",
        };
        MemoryLimit.Validators.Add(static result =>
        {
            if (result.Tokens.Count == 1 && long.TryParse(result.Tokens[0].Value, out var bytes) && bytes <= 0)
            {
                result.AddError("The memory limit must be positive.");
            }
        });
        Script = new Argument<string?>("script")
        {
            Description = "The Lua script, or - for standard input, followed by its arguments",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Script.Validators.Add(static result => result.AddError($"There is no option '{result.Tokens[0].Value}'.")); // a script does not get here
        Command = new RootCommand("Runs Lua 5.4 scripts that speak UDP on fibers.") { Execute, LogLevel, MemoryLimit, Script };
        _ = Command.Options.Remove(Command.Options.OfType<VersionOption>().Single()); // ours names Lua's version as well
        Command.Options.Add(Version);
    }

    internal RootCommand Command { get; }

    internal Option<bool> Version { get; }

    internal Option<string[]> Execute { get; }

    internal Option<LogEventLevel?> LogLevel { get; }

    internal Option<long?> MemoryLimit { get; }

    internal Argument<string?> Script { get; }

    /// <summary>Whether the option, as written, takes the next argument as its value.</summary>
    internal static bool TakesValue(string option) => option is "-e" or "--log-level" or "--memory-limit";
}
