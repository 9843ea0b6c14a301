using System.CommandLine;
using System.Globalization;
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
            CustomParser = static result =>
            {
                if (Enum.TryParse<LogEventLevel>(result.Tokens[0].Value, ignoreCase: true, out var level) && Enum.IsDefined(level))
                {
                    return level;
                }

                result.AddError($"'{result.Tokens[0].Value}' is no log level: verbose, debug, information, warning, error or fatal.");
                return null;
            },
            Description = "Log the runtime's events from this level on to standard error",
            HelpName = "verbose|debug|information|warning|error|fatal",
        };
        MemoryLimit = new Option<long?>("--memory-limit")
        {
            CustomParser = static result =>
            {
                if (long.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var bytes) && bytes > 0)
                {
                    return bytes;
                }

                result.AddError($"'{result.Tokens[0].Value}' is no memory limit: a positive number of bytes is.");
                return null;
            },
            Description = "Let Lua hold at most this many bytes",
            HelpName = "bytes",
        };
        Script = new Argument<string?>("script")
        {
            Description = "The Lua script, or - for standard input, followed by its arguments",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Script.Validators.Add(static result => result.AddError($"There is no option '{result.Tokens[0].Value}'.")); // a script does not get here
        Types = new TypesDefinition();
        Check = new CheckDefinition();
        Doctor = new DoctorDefinition();
        Command = new RootCommand("Runs Lua 5.4 scripts that speak UDP on fibers.") { Execute, LogLevel, MemoryLimit, Script, Check.Command, Doctor.Command, Types.Command };
        _ = Command.Options.Remove(Command.Options.OfType<VersionOption>().Single()); // ours names Lua's version as well
        Command.Options.Add(Version);
    }

    internal RootCommand Command { get; }

    internal Option<bool> Version { get; }

    internal Option<string[]> Execute { get; }

    internal Option<LogEventLevel?> LogLevel { get; }

    internal Option<long?> MemoryLimit { get; }

    internal Argument<string?> Script { get; }

    internal TypesDefinition Types { get; }

    internal CheckDefinition Check { get; }

    internal DoctorDefinition Doctor { get; }

    /// <summary>Whether the first argument is a command rather than a script, which is then run by a path or with "--" before it.</summary>
    internal static bool IsCommand(string argument) => argument is TypesDefinition.Name or CheckDefinition.Name or DoctorDefinition.Name;

    /// <summary>Whether the first argument is a name that is kept for a later command.</summary>
    internal static bool IsReserved(string argument) => argument is "test" or "probe" or "repl";

    /// <summary>Whether the option, as written, takes the next argument as its value.</summary>
    internal static bool TakesValue(string option) => option is "-e" or "--log-level" or "--memory-limit";
}
