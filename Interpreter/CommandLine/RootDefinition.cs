using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>
/// moonwire's own options. lua's options are defined for the help text only, because <see cref="ArgumentSplit"/> reads
/// them. Arguments after the script belong to the script and are not parsed either.
/// </summary>
internal sealed class RootDefinition
{
    internal const string ReplName = "repl";

    private const double MinTimeout = 0.001;
    private const double MaxTimeout = 1e10;

    internal RootDefinition()
    {
        Version = new Option<bool>("--version") { Description = "Print the versions of moonwire and Lua" };
        MemoryLimit = new Option<long?>("--memory-limit")
        {
            CustomParser = static result =>
            {
                if (long.TryParse(
                    result.Tokens[0].Value, NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var bytes)
                    && bytes > 0)
                {
                    return bytes;
                }

                result.AddError(
                    $"'{result.Tokens[0].Value}' is not a memory limit: "
                    + "expected a positive whole number of bytes, without a unit.");
                return null;
            },
            Description = "Let Lua allocate at most this many bytes",
            HelpName = "bytes",
        };
        Timeout = new Option<TimeSpan?>("--timeout")
        {
            CustomParser = static result =>
            {
                if (double.TryParse(
                    result.Tokens[0].Value,
                    NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                    CultureInfo.InvariantCulture,
                    out var seconds)
                    && seconds is >= MinTimeout and <= MaxTimeout)
                {
                    return TimeSpan.FromSeconds(seconds);
                }

                result.AddError(
                    $"'{result.Tokens[0].Value}' is not a time-out: "
                    + "expected a number of seconds from 0.001 to 1e10, without a unit.");
                return null;
            },
            Description = "End the program with status 124, and report where it is, if it still runs after this time",
            HelpName = "seconds",
        };
        Script = new Argument<string?>("script")
        {
            Description = "The Lua script, or - for standard input, followed by its arguments",
            Arity = ArgumentArity.ZeroOrOne,
        };
        // a valid script does not get here
        Script.Validators.Add(static result => result.AddError($"unrecognized option '{result.Tokens[0].Value}'"));
        Types = new TypesDefinition();
        Check = new CheckDefinition();
        Test = new TestDefinition();
        Probe = new ProbeDefinition();
        Replay = new ReplayDefinition();
        Init = new InitDefinition();
        Doctor = new DoctorDefinition();
        Completions = new CompletionsDefinition();
        Manual = new Command(CompanionCommands.Manual, "Print the manual page, for man -l -");
        Repl = new Command(ReplName, "Read lines and run them, as -i does");
        Command = new RootCommand("Runs Lua 5.4 scripts that speak UDP on fibers.") { Script };
        Command[] commands =
            [
                Repl, Test.Command, Init.Command, Probe.Command, Replay.Command, Replay.Record, Check.Command,
                Doctor.Command, Types.Command, Completions.Command, Manual,
            ];
        foreach (var command in commands)
        {
            Command.Subcommands.Add(command);
        }

        foreach (var option in LuaOptions())
        {
            Command.Options.Add(option);
        }

        foreach (var option in Log.Options)
        {
            Command.Options.Add(option);
        }

        foreach (var option in Recording.Options)
        {
            Command.Options.Add(option);
        }

        Command.Options.Add(MemoryLimit);
        Command.Options.Add(Timeout);
        _ = Command.Options.Remove(Command.Options.OfType<HelpOption>().Single()); // -h is not an option of lua's
        Command.Options.Add(new HelpOption("--help"));
        // moonwire's own option prints Lua's version as well
        _ = Command.Options.Remove(Command.Options.OfType<VersionOption>().Single());
        Command.Options.Add(Version);
    }

    internal RootCommand Command { get; }

    internal Option<bool> Version { get; }

    internal LogDefinition Log { get; } = new();

    internal RecordingDefinition Recording { get; } = new();

    internal Option<long?> MemoryLimit { get; }

    internal Option<TimeSpan?> Timeout { get; }

    internal Argument<string?> Script { get; }

    internal TypesDefinition Types { get; }

    internal CheckDefinition Check { get; }

    internal TestDefinition Test { get; }

    internal ProbeDefinition Probe { get; }

    internal ReplayDefinition Replay { get; }

    internal InitDefinition Init { get; }

    internal DoctorDefinition Doctor { get; }

    internal CompletionsDefinition Completions { get; }

    internal Command Manual { get; }

    internal Command Repl { get; }

    /// <summary>
    /// Returns true if the first argument is a command. A script of that name is run by a path, or after "--".
    /// </summary>
    internal static bool IsCommand(string argument) =>
        argument is ReplName or TestDefinition.Name or InitDefinition.Name or ProbeDefinition.Name
            or ReplayDefinition.Name or ReplayDefinition.RecordName or CheckDefinition.Name
            or DoctorDefinition.Name or TypesDefinition.Name or CompletionsDefinition.Name or CompanionCommands.Manual;

    /// <summary>Returns true if the option, as written, takes the next argument as its value.</summary>
    internal static bool TakesValue(string option) =>
        option is "--memory-limit" or "--timeout" || LogDefinition.TakesValue(option)
            || RecordingDefinition.TakesValue(option);

    private static IEnumerable<Option> LuaOptions() =>
    [
        new Option<string[]>("-e") { Description = "Execute a chunk of Lua", HelpName = "chunk" },
        new Option<string[]>("-l")
        {
            Description = "Require a module into a global of its name, or into global",
            HelpName = "[global=]module",
        },
        new Option<bool>("-i") { Description = "Read and run lines after the script" },
        new Option<bool>("-v") { Description = "Print the version of Lua" },
        new Option<bool>("-E") { Description = "Ignore the environment variables of Lua" },
        new Option<bool>("-W") { Description = "Turn warnings on" },
    ];
}
