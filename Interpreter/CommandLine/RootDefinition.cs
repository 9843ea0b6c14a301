using System.CommandLine;
using System.Globalization;

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
        Command = new RootCommand("Runs Lua 5.4 scripts that speak UDP on fibers.") { Execute, MemoryLimit, Script, Types.Command };
        foreach (var option in Log.Options)
        {
            Command.Options.Add(option);
        }

        _ = Command.Options.Remove(Command.Options.OfType<VersionOption>().Single()); // ours names Lua's version as well
        Command.Options.Add(Version);
    }

    internal RootCommand Command { get; }

    internal Option<bool> Version { get; }

    internal Option<string[]> Execute { get; }

    internal LogDefinition Log { get; } = new();

    internal Option<long?> MemoryLimit { get; }

    internal Argument<string?> Script { get; }

    internal TypesDefinition Types { get; }

    /// <summary>Whether the option, as written, takes the next argument as its value.</summary>
    internal static bool TakesValue(string option) => option is "-e" or "--memory-limit" || LogDefinition.TakesValue(option);
}
