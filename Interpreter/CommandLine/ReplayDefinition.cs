using System.CommandLine;
using Moonwire.Runtime.Hosting;
using static Moonwire.Interpreter.CommandLine.CommandOptions;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>
/// The commands <c>replay FILE --as server|client --at ADDRESS:PORT</c> and <c>record show FILE</c>. Each option is
/// handed to the Lua files below Modules/Replaying by its name.
/// </summary>
internal sealed class ReplayDefinition
{
    internal const string Name = "replay";
    internal const string RecordName = "record";

    private readonly Argument<string[]> _file;
    private readonly Argument<string[]> _words;
    private readonly Option[] _options;
    private readonly Option[] _recordOptions;

    internal ReplayDefinition()
    {
        _file = new Argument<string[]>("file")
        {
            Description = "A capture file, pcap or pcapng; - is standard input",
        };
        _words = new Argument<string[]>("words")
        {
            Description = "show, and a capture file, pcap or pcapng; - is standard input",
            HelpName = "show|file",
        };
        RefuseOptions(_file, static text => text is ['-', _, ..]);
        RefuseOptions(_words, static text => text is ['-', _, ..]);
        Command = new Command(Name, "Be the recorded peer of a capture file (for a script named replay, ./replay)")
        {
            _file,
        };
        Record = new Command(RecordName, "Print a capture file (for a script named record, write ./record)") { _words };
        _options =
        [
            Text("--as", "Be the recorded server or the recorded client", "server|client"),
            Text("--at", "As server, listen at this endpoint; as client, send to it", "address:port"),
            Flag("--fast", "Send without the recorded gaps"),
            Ignored(),
            List("--map", "Use the endpoint NEW instead of the recorded endpoint OLD", "old=new"),
            Conversation("Replay the conversation that has this endpoint"),
            Seconds("--timeout", "Wait this long for each datagram (default: 30)"),
        ];
        _recordOptions =
        [
            Conversation("Print only the datagrams from and to this endpoint"),
            List("--decode", "Decode the datagrams of this port with moonwire.proto.PROTOCOL", "port=protocol"),
            Whole("--bytes", "Print this many bytes of each datagram in hex (default: 16)", 0, 65535),
            Flag("--json", "Print an object of JSON for each datagram, one a line"),
        ];
        AddTo(Command, _options);
        AddTo(Record, _recordOptions);
    }

    internal Command Command { get; }

    internal Command Record { get; }

    internal static Option<string[]> Ignored() =>
        List("--ignore", "Do not compare LENGTH bytes from OFFSET, such as 0+2", "offset+length");

    internal static Option<string?> Conversation(string description) =>
        Text("--conversation", description, "address:port");

    internal RunRequest Request(ParseResult result, string[] arguments) =>
        Request(Json(Name, _file, _options, result), arguments);

    internal RunRequest RecordRequest(ParseResult result, string[] arguments) =>
        Request(Json(RecordName, _words, _recordOptions, result), arguments);

    /// <summary>Returns a request that the Lua files below Modules/Replaying run.</summary>
    internal static RunRequest Request(string json, string[] arguments) => new()
    {
        Arguments = arguments,
        Steps = [new ProgramStep(StepKind.Replay, json)],
        IgnoresEnvironment = true,
    };

    private static void AddTo(Command command, Option[] options)
    {
        foreach (var option in options)
        {
            command.Options.Add(option);
        }
    }
}
