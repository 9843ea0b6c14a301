using System.CommandLine;
using static Moonwire.Interpreter.CommandLine.CommandOptions;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>The command <c>init test</c>, with <c>--from FILE</c> for tests from a capture file.</summary>
internal sealed class InitDefinition
{
    internal const string Name = "init";

    /// <summary>The only kind of file that the command creates.</summary>
    internal const string Test = "test";

    private readonly Option[] _options;

    internal InitDefinition()
    {
        What = new Argument<string>("what") { Description = "test: a first file of tests", HelpName = Test };
        What.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: not Test and var what }])
            {
                result.AddError($"'{what}' cannot be created: expected test.");
            }
        });
        From = Text("--from", "Write tests from this capture file: pcap or pcapng", "file");
        _options =
        [
            From, ReplayDefinition.Ignored(),
            ReplayDefinition.Conversation("Write tests of the conversation that has this endpoint"),
        ];
        Command = new Command(Name, "Write a first file of tests (for a script named init, write ./init)") { What };
        foreach (var option in _options)
        {
            Command.Options.Add(option);
        }

        Command.Validators.Add(result =>
        {
            if (result.GetResult(From) is null && _options.Any(option => result.GetResult(option) is not null))
            {
                result.AddError("--ignore and --conversation need --from.");
            }
        });
    }

    internal Command Command { get; }

    internal Argument<string> What { get; }

    internal Option<string?> From { get; }

    /// <summary>Returns the request for <c>--from</c>, which Lua files run.</summary>
    internal RunRequest Request(ParseResult result, string[] arguments) =>
        ReplayDefinition.Request(Json(Name, [result.GetRequiredValue(What)], _options, result), arguments);
}
