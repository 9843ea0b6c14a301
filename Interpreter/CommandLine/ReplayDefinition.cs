using System.CommandLine;
using Moonwire.Runtime.Hosting;
using static Moonwire.Interpreter.CommandLine.CommandOptions;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>The command <c>replay FILE --as server|client --at ADDRESS:PORT</c>, or <c>record show FILE</c>.</summary>
internal sealed class ReplayDefinition
{
    internal const string Name = "replay";
    internal const string RecordName = "record";

    internal ReplayDefinition()
    {
        Files = new Argument<string[]>("file") { Description = "A capture file: pcap or pcapng" };
        Words = new Argument<string[]>("words") { Description = "show, and a capture file: pcap or pcapng" };
        RefuseOptions(Files, static text => text is ['-', ..]);
        RefuseOptions(Words, static text => text is ['-', ..]);
        Command = new Command(Name, "Be the recorded peer of a capture file (for a script named replay, ./replay)")
        {
            Files,
        };
        Record = new Command(RecordName, "Print a capture file (for a script named record, write ./record)") { Words };
        Options =
        [
            Text("--as", "Be the recorded server or the recorded client", "server|client"),
            Text("--at", "As server, listen at this endpoint; as client, send to it", "address:port"),
            Flag("--fast", "Send without the recorded gaps"),
            List("--ignore", "Do not compare LENGTH bytes from OFFSET, such as 0+2", "offset+length"),
            Seconds("--timeout", "Wait this long for each datagram (default: 30)"),
        ];
        foreach (var option in Options)
        {
            Command.Options.Add(option);
        }
    }

    internal Command Command { get; }

    internal Command Record { get; }

    internal Argument<string[]> Files { get; }

    internal Argument<string[]> Words { get; }

    internal IReadOnlyList<Option> Options { get; }

    internal RunRequest Request(ParseResult result, string[] arguments) =>
        Request(CommandOptions.Json("arguments", Files, Options, result), arguments);

    internal RunRequest RecordRequest(ParseResult result, string[] arguments) =>
        Request(
            CommandOptions.Json("arguments", Words, [], result).TrimEnd().TrimEnd('}') + ",\"record\":true}",
            arguments);

    private static RunRequest Request(string json, string[] arguments) => new()
    {
        Arguments = arguments,
        Steps = [new ProgramStep(StepKind.Replay, json)],
        IgnoresEnvironment = true,
    };
}
