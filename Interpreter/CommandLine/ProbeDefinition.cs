using System.CommandLine;
using Moonwire.Runtime.Hosting;
using static Moonwire.Interpreter.CommandLine.CommandOptions;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>
/// The command <c>probe [options] target...</c>. Each option is handed to the Lua files by its name.
/// </summary>
internal sealed class ProbeDefinition
{
    internal const string Name = "probe";

    private const string Nagios = "--nagios";
    private const int NagiosUnknown = 3;

    internal ProbeDefinition()
    {
        Targets = new Argument<string[]>("target")
        {
            Description = "HOST:PORT, or SCHEME://HOST[:PORT]/... for a protocol that --list shows",
            Arity = ArgumentArity.ZeroOrMore,
        };
        RefuseOptions(Targets, static text => text is ['-', ..]);
        Command = new Command(Name, "Ask UDP services and tell whether they answer (for a script named probe, ./probe)")
        {
            Targets,
        };
        Options =
        [
            Text("--send", "Send this text to HOST:PORT; hex:, file: and format: send bytes", "data"),
            List("--expect", "Expect this text in the answer; also hex:, file:, format:, pattern:", "data"),
            Seconds("--timeout", "Wait this long for the answer, over all attempts (default: 5)"),
            Whole("--retries", "Ask this many times again (default: 2)", 0, 1000),
            Seconds("--wait", "Ask until the answer matches, for at most this time"),
            Whole("--count", "Ask this many times, and print statistics of the round trips", 1, 1_000_000),
            Seconds("--interval", "The time between two questions of --count (default: 1)"),
            Whole("--size", "Fill the question of HOST:PORT or echo:// up to this many bytes", 0, 65507),
            Text("--source", "Send from this address, or ADDRESS:PORT", "address"),
            Text("--interface", "Send through this network interface", "name"),
            Flag("--ipv4", "Ask over IPv4 only", "-4"),
            Flag("--ipv6", "Ask over IPv6 only", "-6"),
            Flag("--no-calibrate", "Do not ask a closed port of a silent host as well"),
            List("--targets", "Read targets from this file, one a line; - is standard input", "file"),
            List("--protocol", "Load a protocol of your own from this file", "file"),
            Text("--listen", "Wait for a datagram at this endpoint instead of asking", "host:port"),
            Seconds("--within", "The time for --listen (default: 30)"),
            Flag("--verbose", "Also print what was sent and received if all is well"),
            Flag("--json", "Print an object of JSON for each target, one a line"),
            Text("--openmetrics", "Write gauges for Prometheus to this file; - is standard output", "file"),
            Text("--junit", "Write the results to this file as JUnit XML", "file"),
            Flag(Nagios, "Print one line with performance data, and end with a status of Nagios"),
            Flag("--list", "Print the protocols"),
        ];
        foreach (var option in Options)
        {
            Command.Options.Add(option);
        }
    }

    /// <summary>Returns the exit status of a wrong call. 2 would mean to Nagios that the service is down.</summary>
    internal static int MisuseStatus(string[] arguments) =>
        arguments.Contains(Nagios) ? NagiosUnknown : ExitStatus.Misuse;

    internal Command Command { get; }

    internal Argument<string[]> Targets { get; }

    internal IReadOnlyList<Option> Options { get; }
}
